package io.vdb.it.soak;

import java.util.List;

/**
 * How a figure changes over a run: the straight line through its samples by least squares.
 *
 * @param first where the line begins
 * @param last where it ends
 */
record Drift(double first, double last) {

  /** Returns the line through samples that were taken at equal distances; at least two. */
  static Drift of(List<Double> samples) {
    int count = samples.size();
    if (count < 2) {
      throw new IllegalArgumentException("two samples make a line, there are " + count);
    }
    double meanAt = (count - 1) / 2.0;
    double mean = samples.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < count; i++) {
      covariance += (i - meanAt) * (samples.get(i) - mean);
      variance += (i - meanAt) * (i - meanAt);
    }
    double slope = covariance / variance;
    return new Drift(mean - slope * meanAt, mean + slope * meanAt);
  }

  /** Returns by how much it grows from begin to end. */
  double growth() {
    return last - first;
  }
}
