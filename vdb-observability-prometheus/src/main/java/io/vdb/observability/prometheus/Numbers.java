package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;
import java.math.BigDecimal;

/** How numbers are written. */
final class Numbers {

  /** Below it every whole double is exact as a long. */
  private static final double LARGEST_WHOLE = 1L << 53;

  private Numbers() {}

  /** Writes a value as short as it goes. */
  static String value(double value) {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
      return Long.toString((long) value);
    }
    return Collector.doubleToGoString(value);
  }

  /**
   * Writes a bucket edge without an exponent and with a fraction, such as {@code 0.0001} and {@code
   * 5.0}. Rules compare edges as text, so there is one way to write each.
   */
  static String edge(double edge) {
    String plain = new BigDecimal(Double.toString(edge)).stripTrailingZeros().toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }
}
