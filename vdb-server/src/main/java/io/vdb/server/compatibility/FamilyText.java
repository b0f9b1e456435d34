package io.vdb.server.compatibility;

import io.vdb.server.request.ResponseTimes;
import java.util.Set;

/**
 * Writes families in the text format of Prometheus, version 0.0.4. For one thread.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the format</a>
 */
final class FamilyText {

  private static final double MICROS_PER_SECOND = 1e6;

  private final StringBuilder text = new StringBuilder(4_096);
  private final Set<String> wanted;
  private final Set<String> taken;
  private String family = "";
  private String help = "";
  private String type = "";
  private boolean isOpen;

  /**
   * A text without families.
   *
   * @param wanted names of series to write; all when empty
   * @param taken families that somebody else has written
   */
  FamilyText(Set<String> wanted, Set<String> taken) {
    this.wanted = wanted;
    this.taken = taken;
  }

  /** Begins a family; without a series it is left out. */
  FamilyText family(String name, String kind, String meaning) {
    family = name;
    type = kind;
    help = meaning;
    isOpen = false;
    return this;
  }

  /** Adds the series without labels that is named as the family. */
  void value(Number value) {
    sample("", value);
  }

  /**
   * Adds a series that is named as the family.
   *
   * @param labelsAndValues names of labels, each followed by its value
   */
  void value(Number value, String... labelsAndValues) {
    sample("", value, labelsAndValues);
  }

  /** Adds the series of a histogram. */
  void histogram(ResponseTimes.Summary times, double[] edges, String... labelsAndValues) {
    String[] withEdge = new String[labelsAndValues.length + 2];
    System.arraycopy(labelsAndValues, 0, withEdge, 0, labelsAndValues.length);
    withEdge[labelsAndValues.length] = "le";
    for (int i = 0; i < edges.length; i++) {
      withEdge[labelsAndValues.length + 1] = number(edges[i]);
      sample("_bucket", times.cumulative()[i], withEdge);
    }
    withEdge[labelsAndValues.length + 1] = "+Inf";
    sample("_bucket", times.count(), withEdge);
    sample("_sum", times.totalMicros() / MICROS_PER_SECOND, labelsAndValues);
    sample("_count", times.count(), labelsAndValues);
  }

  private void sample(String suffix, Number value, String... labelsAndValues) {
    String name = family + suffix;
    if (taken.contains(family) || !(wanted.isEmpty() || wanted.contains(name))) {
      return;
    }
    if (!isOpen) {
      isOpen = true;
      text.append("# HELP ").append(family).append(' ').append(help).append('\n');
      text.append("# TYPE ").append(family).append(' ').append(type).append('\n');
    }
    text.append(name);
    for (int i = 0; i < labelsAndValues.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labelsAndValues[i]).append("=\"");
      escape(labelsAndValues[i + 1]);
      text.append('"');
    }
    if (labelsAndValues.length > 0) {
      text.append('}');
    }
    text.append(' ').append(number(value.doubleValue())).append('\n');
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }

  /** Whole numbers without a point, as Qdrant writes them. */
  private static String number(double value) {
    long whole = (long) value;
    return (double) whole == value ? Long.toString(whole) : Double.toString(value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
