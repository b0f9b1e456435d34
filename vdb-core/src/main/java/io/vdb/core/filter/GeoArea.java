package io.vdb.core.filter;

import io.vdb.core.error.VdbException;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the earth's surface, without its edge. What is asked about is any pair of finite numbers,
 * since payloads may hold what is no place on the earth.
 */
public sealed interface GeoArea {

  /** Tells whether the place is inside. */
  boolean contains(double lat, double lon);

  /**
   * Returns rectangles that together hold every place inside whose coordinates are those of a place
   * on the earth. Where {@link #isPlanar} it is every place inside.
   */
  List<Bounds> bounds();

  /** Tells whether coordinates are taken as they are, so that 190 east is not 170 west. */
  boolean isPlanar();

  /** A rectangle in degrees, with its edge. */
  record Bounds(double south, double north, double west, double east) {}

  /** A rectangle; across the 180th meridian when its left edge is east of its right one. */
  record BoundingBox(GeoPoint topLeft, GeoPoint bottomRight) implements GeoArea {

    @Override
    public boolean contains(double lat, double lon) {
      boolean between =
          crosses()
              ? lon > topLeft.lon() || lon < bottomRight.lon()
              : lon > topLeft.lon() && lon < bottomRight.lon();
      return between && lat > bottomRight.lat() && lat < topLeft.lat();
    }

    private boolean crosses() {
      return topLeft.lon() > bottomRight.lon();
    }

    @Override
    public List<Bounds> bounds() {
      double south = bottomRight.lat();
      double north = topLeft.lat();
      return crosses()
          ? List.of(
              new Bounds(south, north, topLeft.lon(), Double.POSITIVE_INFINITY),
              new Bounds(south, north, Double.NEGATIVE_INFINITY, bottomRight.lon()))
          : List.of(new Bounds(south, north, topLeft.lon(), bottomRight.lon()));
    }

    @Override
    public boolean isPlanar() {
      return true;
    }
  }

  /**
   * Everything nearer to a place than a distance, along great circles of a sphere.
   *
   * @param radius metres, at least 0
   * @see <a href="https://en.wikipedia.org/wiki/Haversine_formula">Haversine formula</a>
   */
  record Circle(GeoPoint center, double radius) implements GeoArea {

    /** More than rounding can make of a coordinate, in degrees; some ten centimetres. */
    private static final double MARGIN = 1e-6;

    /** Checks the radius. */
    public Circle {
      if (!(radius >= 0 && radius < Double.POSITIVE_INFINITY)) {
        throw VdbException.invalid("radius must be a finite number of at least 0");
      }
    }

    @Override
    public boolean contains(double lat, double lon) {
      return center.metersTo(lat, lon) < radius;
    }

    @Override
    public List<Bounds> bounds() {
      double angle = radius / GeoPoint.EARTH_RADIUS;
      double south = center.lat() - Math.toDegrees(angle) - MARGIN;
      double north = center.lat() + Math.toDegrees(angle) + MARGIN;
      if (south <= -90 || north >= 90) {
        return List.of(new Bounds(south, north, -180, 180)); // all around a pole
      }
      double half =
          Math.toDegrees(Math.asin(Math.sin(angle) / Math.cos(Math.toRadians(center.lat()))));
      double west = center.lon() - half - MARGIN;
      double east = center.lon() + half + MARGIN;
      if (!(west >= -180)) {
        return Double.isNaN(west)
            ? List.of(new Bounds(south, north, -180, 180))
            : List.of(
                new Bounds(south, north, -180, east), new Bounds(south, north, west + 360, 180));
      }
      return east <= 180
          ? List.of(new Bounds(south, north, west, east))
          : List.of(
              new Bounds(south, north, west, 180), new Bounds(south, north, -180, east - 360));
    }

    @Override
    public boolean isPlanar() {
      return false;
    }
  }

  /**
   * What a ring surrounds, less what further rings surround. Edges are straight in degrees. A ring
   * that crosses itself surrounds what it winds around at least once.
   *
   * @param exterior at least four places, the last the same as the first
   * @param interiors rings like it; places on them are not inside
   */
  record Polygon(List<GeoPoint> exterior, List<List<GeoPoint>> interiors) implements GeoArea {

    /** Copies and checks the rings. */
    public Polygon {
      exterior = ring(exterior);
      interiors = interiors.stream().map(Polygon::ring).toList();
    }

    private static List<GeoPoint> ring(List<GeoPoint> points) {
      if (points.size() < 4) {
        throw VdbException.invalid(
            "polygon invalid, the size must be at least 4, got " + points.size());
      }
      GeoPoint first = points.getFirst();
      GeoPoint last = points.getLast();
      if (Math.abs(first.lat() - last.lat()) > Math.ulp(1.0)
          || Math.abs(first.lon() - last.lon()) > Math.ulp(1.0)) {
        throw VdbException.invalid(
            "polygon invalid, the first and the last points should be the same to form a closed"
                + " line");
      }
      List<GeoPoint> closed = new ArrayList<>(points);
      closed.set(closed.size() - 1, first);
      return List.copyOf(closed);
    }

    @Override
    public boolean contains(double lat, double lon) {
      if (Ring.side(exterior, lat, lon) != Ring.Side.INSIDE) {
        return false;
      }
      for (List<GeoPoint> interior : interiors) {
        if (Ring.side(interior, lat, lon) != Ring.Side.OUTSIDE) {
          return false;
        }
      }
      return true;
    }

    @Override
    public List<Bounds> bounds() {
      double south = 90;
      double north = -90;
      double west = 180;
      double east = -180;
      for (GeoPoint point : exterior) {
        south = Math.min(south, point.lat());
        north = Math.max(north, point.lat());
        west = Math.min(west, point.lon());
        east = Math.max(east, point.lon());
      }
      return List.of(new Bounds(south, north, west, east));
    }

    @Override
    public boolean isPlanar() {
      return true;
    }
  }
}
