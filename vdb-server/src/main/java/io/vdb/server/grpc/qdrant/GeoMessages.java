package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Common.GeoBoundingBox;
import io.qdrant.client.grpc.Common.GeoLineString;
import io.qdrant.client.grpc.Common.GeoPolygon;
import io.qdrant.client.grpc.Common.GeoRadius;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.GeoPoint;
import java.util.ArrayList;
import java.util.List;

/** Reads areas on the earth. */
final class GeoMessages {

  private GeoMessages() {}

  static GeoArea boundingBox(GeoBoundingBox message, Field at) {
    SupportedFields.checkKnown(message, at);
    return new GeoArea.BoundingBox(
        point(message.hasTopLeft(), message.getTopLeft(), "top_left", at),
        point(message.hasBottomRight(), message.getBottomRight(), "bottom_right", at));
  }

  static GeoArea circle(GeoRadius message, Field at) {
    SupportedFields.checkKnown(message, at);
    return at.circle(
        point(message.hasCenter(), message.getCenter(), "center", at), message.getRadius());
  }

  static GeoArea polygon(GeoPolygon message, Field at) {
    SupportedFields.checkKnown(message, at);
    List<List<GeoPoint>> interiors = new ArrayList<>(message.getInteriorsCount());
    for (int i = 0; i < message.getInteriorsCount(); i++) {
      interiors.add(ring(message.getInteriors(i), at.at("interiors").at(i)));
    }
    return at.polygon(ring(message.getExterior(), at.at("exterior")), interiors);
  }

  private static List<GeoPoint> ring(GeoLineString message, Field at) {
    SupportedFields.checkKnown(message, at);
    List<GeoPoint> points = new ArrayList<>(message.getPointsCount());
    for (int i = 0; i < message.getPointsCount(); i++) {
      points.add(point(message.getPoints(i), at.at("points").at(i)));
    }
    return points;
  }

  private static GeoPoint point(
      boolean given, io.qdrant.client.grpc.Common.GeoPoint message, String name, Field at) {
    if (!given) {
      throw at.missing(name);
    }
    return point(message, at.at(name));
  }

  static GeoPoint point(io.qdrant.client.grpc.Common.GeoPoint message, Field at) {
    SupportedFields.checkKnown(message, at);
    return at.geoPoint(message.getLat(), message.getLon());
  }
}
