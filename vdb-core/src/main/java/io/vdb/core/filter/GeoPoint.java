package io.vdb.core.filter;

import io.vdb.core.error.VdbException;

/**
 * A place on the earth.
 *
 * @param lat degrees north, -90 to 90
 * @param lon degrees east, -180 to 180
 */
public record GeoPoint(double lat, double lon) {

  /** Mean radius by the International Union of Geodesy and Geophysics, in metres. */
  static final double EARTH_RADIUS = 6_371_008.8;

  /** Checks the ranges. */
  public GeoPoint {
    if (!(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180)) {
      throw VdbException.invalid(
          "Wrong format of GeoPoint payload: expected `lat` within [-90;90] and `lon` within"
              + " [-180;180]");
    }
  }

  /**
   * Returns the distance along a great circle of a sphere, in metres.
   *
   * @see <a href="https://en.wikipedia.org/wiki/Haversine_formula">Haversine formula</a>
   */
  public double metersTo(double otherLat, double otherLon) {
    double halfLat = Math.sin(Math.toRadians(otherLat - lat) / 2);
    double halfLon = Math.sin(Math.toRadians(otherLon - lon) / 2);
    double haversine =
        halfLat * halfLat
            + Math.cos(Math.toRadians(lat))
                * Math.cos(Math.toRadians(otherLat))
                * halfLon
                * halfLon;
    // Rounding may bring it over 1 for places on opposite sides.
    return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(Math.min(1, haversine)));
  }
}
