package io.vdb.server.rest;

import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.GeoPoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads areas on the earth. */
final class GeoAreaReader {

  private final JsonReader in;

  GeoAreaReader(JsonReader in) {
    this.in = in;
  }

  GeoArea boundingBox() throws IOException {
    GeoPoint[] corners = new GeoPoint[2];
    in.object(
        name -> {
          switch (name) {
            case "top_left" -> corners[0] = point();
            case "bottom_right" -> corners[1] = point();
            default -> throw in.unknownField(name, "top_left", "bottom_right");
          }
        });
    return new GeoArea.BoundingBox(
        given(corners[0], "top_left"), given(corners[1], "bottom_right"));
  }

  GeoArea circle() throws IOException {
    GeoPoint[] center = new GeoPoint[1];
    @Nullable Double[] radius = new @Nullable Double[1];
    in.object(
        name -> {
          switch (name) {
            case "center" -> center[0] = point();
            case "radius" -> radius[0] = in.f64();
            default -> throw in.unknownField(name, "center", "radius");
          }
        });
    return in.circle(given(center[0], "center"), given(radius[0], "radius"));
  }

  GeoArea polygon() throws IOException {
    List<GeoPoint> exterior = new ArrayList<>();
    List<List<GeoPoint>> interiors = new ArrayList<>();
    in.object(
        name -> {
          switch (name) {
            case "exterior" -> exterior.addAll(ring());
            case "interiors" -> {
              if (!in.isNull()) {
                in.array(() -> interiors.add(ring()));
              }
            }
            default -> throw in.unknownField(name, "exterior", "interiors");
          }
        });
    return in.polygon(exterior, interiors);
  }

  private List<GeoPoint> ring() throws IOException {
    List<GeoPoint> points = new ArrayList<>();
    in.object(
        name -> {
          if (!name.equals("points")) {
            throw in.unknownField(name, "points");
          }
          in.array(() -> points.add(point()));
        });
    return points;
  }

  GeoPoint point() throws IOException {
    @Nullable Double[] degrees = new @Nullable Double[2];
    in.object(
        name -> {
          switch (name) {
            case "lat" -> degrees[0] = in.f64();
            case "lon" -> degrees[1] = in.f64();
            default -> throw in.unknownField(name, "lon", "lat");
          }
        });
    return in.geoPoint(given(degrees[0], "lat"), given(degrees[1], "lon"));
  }

  private <T> T given(@Nullable T value, String name) {
    if (value == null) {
      throw in.missing(name);
    }
    return value;
  }
}
