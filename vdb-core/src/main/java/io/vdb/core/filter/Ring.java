package io.vdb.core.filter;

import java.math.BigDecimal;
import java.util.List;

/** Where a place is, seen from a closed line in the plane of degrees. */
final class Ring {

  /** Larger than the relative error of {@link #turn} in floating point. */
  private static final double ERROR = 4e-16;

  private Ring() {}

  enum Side {
    INSIDE,
    EDGE,
    OUTSIDE
  }

  /** Counts how often the line winds around the place. */
  static Side side(List<GeoPoint> ring, double lat, double lon) {
    int winding = 0;
    for (int i = 1; i < ring.size(); i++) {
      GeoPoint from = ring.get(i - 1);
      GeoPoint to = ring.get(i);
      boolean upwards = from.lat() <= lat && to.lat() >= lat;
      boolean downwards = from.lat() >= lat && to.lat() <= lat;
      if (!upwards && !downwards) {
        continue;
      }
      int turn = turn(from, to, lat, lon);
      if (turn == 0 && isBetween(lon, from.lon(), to.lon())) {
        return Side.EDGE;
      }
      // An end that is as high as the place belongs to the edge above it only.
      if (upwards && to.lat() > lat && turn > 0) {
        winding++;
      } else if (downwards && from.lat() > lat && turn < 0) {
        winding--;
      }
    }
    return winding == 0 ? Side.OUTSIDE : Side.INSIDE;
  }

  private static boolean isBetween(double value, double a, double b) {
    return value >= Math.min(a, b) && value <= Math.max(a, b);
  }

  /** Returns whether the place is left (1), right (-1) or on (0) the line; exactly. */
  private static int turn(GeoPoint from, GeoPoint to, double lat, double lon) {
    double left = (from.lon() - lon) * (to.lat() - lat);
    double right = (from.lat() - lat) * (to.lon() - lon);
    double determinant = left - right;
    if (Math.abs(determinant) > ERROR * (Math.abs(left) + Math.abs(right))) {
      return determinant > 0 ? 1 : -1;
    }
    BigDecimal x = new BigDecimal(lon);
    BigDecimal y = new BigDecimal(lat);
    return new BigDecimal(from.lon())
        .subtract(x)
        .multiply(new BigDecimal(to.lat()).subtract(y))
        .compareTo(
            new BigDecimal(from.lat())
                .subtract(y)
                .multiply(new BigDecimal(to.lon()).subtract(x)));
  }
}
