package io.vdb.observability.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.List;

/** What the lines of one series say before their values. It never changes, so it is made once. */
final class SeriesText {

  private SeriesText() {}

  /** Returns a sample's name and labels and the space that follows them. */
  static String of(String name, List<String> labelNames, List<String> labelValues) {
    return of(name, labelNames, labelValues, "");
  }

  /** Returns the same with the upper edge of a bucket as the last label. */
  static String ofBucket(
      String name, List<String> labelNames, List<String> labelValues, String edge) {
    return of(name, labelNames, labelValues, "le=\"" + edge + '"');
  }

  private static String of(
      String name, List<String> labelNames, List<String> labelValues, String last) {
    if (labelNames.isEmpty() && last.isEmpty()) {
      return name + ' ';
    }
    StringBuilder text = new StringBuilder(name);
    char separator = '{';
    for (int i = 0; i < labelNames.size(); i++) {
      text.append(separator).append(labelNames.get(i)).append("=\"");
      text.append(escaped(labelValues.get(i))).append('"');
      separator = ',';
    }
    if (!last.isEmpty()) {
      text.append(separator).append(last);
    }
    return text.append("} ").toString();
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Escapes a label value, in both formats alike. */
  static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
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
