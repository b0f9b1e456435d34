package io.vdb.server.cli.demo;

import java.util.Arrays;

/** Order statistics of measured values. */
final class Percentiles {

  private final long[] sorted;

  Percentiles(long[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("percentiles of no values");
    }
    this.sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** Returns the smallest value that this share of the values does not exceed (nearest rank). */
  long at(double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
  }

  long median() {
    return at(0.5);
  }
}
