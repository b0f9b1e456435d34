package io.vdb.it.load;

import java.util.Locale;

/**
 * What came of some load.
 *
 * @param perSecond requests served
 * @param p50Millis half of them were served in this time
 * @param p99Millis nearly all of them were
 * @param served all of them
 * @param refused requests that were answered with 429
 * @param failed requests that were answered with anything else
 */
record LoadFigures(
    double perSecond, double p50Millis, double p99Millis, long served, long refused, long failed) {

  /** Returns it as one line. */
  String line() {
    return String.format(
        Locale.ROOT, "%f %f %f %d %d %d", perSecond, p50Millis, p99Millis, served, refused, failed);
  }

  /** Reads such a line. */
  static LoadFigures parse(String line) {
    String[] parts = line.split(" ", -1);
    return new LoadFigures(
        Double.parseDouble(parts[0]),
        Double.parseDouble(parts[1]),
        Double.parseDouble(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.0f/s served, p50 %.1f ms, p99 %.1f ms, %d refused, %d failed",
        perSecond,
        p50Millis,
        p99Millis,
        refused,
        failed);
  }
}
