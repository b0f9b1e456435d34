package io.vdb.observability.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Declaration of one metric: what the catalogue lists and what instruments are made from.
 *
 * @param name as exported, with the unit and, for counters, {@code _total}
 * @param type the kind of metric
 * @param help one sentence for the reader of a dashboard
 * @param labels in the order in which values are given
 * @param buckets upper edges in ascending order without the infinite one; empty unless a histogram
 */
public record MetricDefinition(
    String name, MetricType type, String help, List<Label> labels, List<Double> buckets) {

  /** Endings that exports add to names of their own. */
  private static final List<String> DERIVED = List.of("_count", "_sum", "_bucket", "_created");

  /** Labels by which exports tell the parts of a distribution apart. */
  private static final List<String> RESERVED_LABELS = List.of("le", "quantile");

  /** Checks names, labels and edges against the naming rules. */
  public MetricDefinition {
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException("not a metric name: " + name);
    }
    if ((type == MetricType.COUNTER) != name.endsWith("_total")) {
      throw new IllegalArgumentException("counters, and only counters, end in _total: " + name);
    }
    if (DERIVED.stream().anyMatch(name::endsWith)) {
      throw new IllegalArgumentException("a name must not end in any of " + DERIVED + ": " + name);
    }
    if (help.isBlank()) {
      throw new IllegalArgumentException("help is missing: " + name);
    }
    labels = List.copyOf(labels);
    buckets = List.copyOf(buckets);
    if (labels.stream().map(Label::name).distinct().count() != labels.size()) {
      throw new IllegalArgumentException("a label is given twice: " + name);
    }
    if (labels.stream().map(Label::name).anyMatch(RESERVED_LABELS::contains)) {
      throw new IllegalArgumentException("labels " + RESERVED_LABELS + " are reserved: " + name);
    }
    if ((type == MetricType.HISTOGRAM) == buckets.isEmpty()) {
      throw new IllegalArgumentException("histograms, and only histograms, have buckets: " + name);
    }
    for (int i = 0; i < buckets.size(); i++) {
      if (!Double.isFinite(buckets.get(i)) || (i > 0 && buckets.get(i) <= buckets.get(i - 1))) {
        throw new IllegalArgumentException("bucket edges must be finite and ascend: " + name);
      }
    }
  }

  /** Declares a counter. */
  public static MetricDefinition counter(String name, String help, Label... labels) {
    return new MetricDefinition(name, MetricType.COUNTER, help, List.of(labels), List.of());
  }

  /** Declares a gauge. */
  public static MetricDefinition gauge(String name, String help, Label... labels) {
    return new MetricDefinition(name, MetricType.GAUGE, help, List.of(labels), List.of());
  }

  /** Declares a histogram with the given upper edges. */
  public static MetricDefinition histogram(
      String name, String help, double[] buckets, Label... labels) {
    List<Double> edges = new ArrayList<>();
    for (double edge : buckets) {
      edges.add(edge);
    }
    return new MetricDefinition(name, MetricType.HISTOGRAM, help, List.of(labels), edges);
  }

  /**
   * Checks a use of this definition, for {@link Meter} implementations.
   *
   * @throws IllegalArgumentException when the type or the label values do not fit
   */
  public void check(MetricType wanted, String... labelValues) {
    if (type != wanted) {
      throw new IllegalArgumentException(name + " is a " + type + ", not a " + wanted);
    }
    if (labelValues.length != labels.size()) {
      throw new IllegalArgumentException(
          name + " takes " + labels.size() + " label values, not " + labelValues.length);
    }
    for (int i = 0; i < labelValues.length; i++) {
      if (Objects.isNull(labelValues[i])) {
        throw new IllegalArgumentException(
            name + ": label " + labels.get(i).name() + " has no value");
      }
      if (!labels.get(i).allows(labelValues[i])) {
        throw new IllegalArgumentException(
            name + ": label " + labels.get(i).name() + " does not take '" + labelValues[i] + "'");
      }
    }
  }
}
