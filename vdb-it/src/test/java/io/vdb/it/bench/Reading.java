package io.vdb.it.bench;

import java.util.List;

/**
 * What one launch of one variant found.
 *
 * @param variant what was launched
 * @param cpuMicros CPU time of the server for each search, by round
 * @param liveBytes on its heap after the last round
 * @param traceBytes exported to its collector
 */
record Reading(Variant variant, List<Double> cpuMicros, long liveBytes, long traceBytes) {

  /** Copies the list. */
  Reading {
    cpuMicros = List.copyOf(cpuMicros);
  }

  /** Returns the CPU time of the server for each search over all rounds. */
  double meanMicros() {
    return cpuMicros.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Returns by how much this is more than another, 0.01 for one percent, paired by round. */
  double excessOver(Reading other) {
    double logs = 0;
    for (int i = 0; i < cpuMicros.size(); i++) {
      logs += Math.log(cpuMicros.get(i) / other.cpuMicros.get(i));
    }
    return Math.expm1(logs / cpuMicros.size());
  }
}
