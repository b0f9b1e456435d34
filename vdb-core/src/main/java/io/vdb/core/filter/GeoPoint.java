package io.vdb.core.filter;

import io.vdb.core.error.VdbException;

/**
 * A place on the earth.
 *
 * @param lat degrees north, -90 to 90
 * @param lon degrees east, -180 to 180
 */
public record GeoPoint(double lat, double lon) {
  /** Checks the ranges. */
  public GeoPoint {
    if (!(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180)) {
      throw VdbException.invalid(
          "Wrong format of GeoPoint payload: expected `lat` within [-90;90] and `lon` within"
              + " [-180;180]");
    }
  }
}
