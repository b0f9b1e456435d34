package io.vdb.it.bench;

import java.util.List;

/**
 * What one start of all variants found.
 *
 * @param readings one for each variant
 */
record Launch(List<Reading> readings) {

  /** Copies the list. */
  Launch {
    readings = List.copyOf(readings);
  }

  /** Returns the reading of one variant. */
  Reading of(Variant variant) {
    return readings.stream()
        .filter(reading -> reading.variant() == variant)
        .findFirst()
        .orElseThrow();
  }

  /** Returns by how much CPU time one variant used more than another, 0.01 for one percent. */
  static Estimate excess(List<Launch> launches, Variant variant, Variant base) {
    return Estimate.of(
        launches.stream()
            .map(launch -> launch.of(variant).excessOver(launch.of(base)))
            .toList());
  }

  /** Returns the CPU time of a search in microseconds. */
  static Estimate micros(List<Launch> launches, Variant variant) {
    return Estimate.of(
        launches.stream().map(launch -> launch.of(variant).meanMicros()).toList());
  }

  /** Returns the bytes by which one variant's live heap was larger than another's. */
  static Estimate bytes(List<Launch> launches, Variant variant, Variant base) {
    return Estimate.of(
        launches.stream()
            .map(launch -> (double) (launch.of(variant).liveBytes() - launch.of(base).liveBytes()))
            .toList());
  }
}
