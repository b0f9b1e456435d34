package io.vdb.it.bench;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.util.ListStatistics;

/**
 * A mean of independent readings and how far it can be trusted.
 *
 * @param mean of the readings
 * @param halfWidth half of the 95 % confidence interval by Student's t; NaN of fewer than three
 */
record Estimate(double mean, double halfWidth) {

  /** Estimates from readings. */
  static Estimate of(List<Double> readings) {
    ListStatistics statistics = new ListStatistics();
    readings.forEach(statistics::addValue);
    return new Estimate(statistics.getMean(), statistics.getMeanErrorAt(0.95));
  }

  /** Returns the upper end of the interval; the mean when there is none. */
  double upper() {
    return Double.isNaN(halfWidth) ? mean : mean + halfWidth;
  }

  /** Returns the same in another unit. */
  Estimate times(double factor) {
    return new Estimate(mean * factor, halfWidth * Math.abs(factor));
  }

  /** Returns the sum with something measured independently. */
  Estimate plus(Estimate other) {
    return new Estimate(mean + other.mean, Math.hypot(halfWidth, other.halfWidth));
  }

  /** Returns the difference from something measured independently. */
  Estimate minus(Estimate other) {
    return plus(other.times(-1));
  }

  /** Writes mean and half width with this many digits after the point. */
  String text(int digits) {
    String form = "%." + digits + "f";
    String error = Double.isNaN(halfWidth) ? "?" : String.format(Locale.ROOT, form, halfWidth);
    return String.format(Locale.ROOT, form, mean) + " ± " + error;
  }
}
