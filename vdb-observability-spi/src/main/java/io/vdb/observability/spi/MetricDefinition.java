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
 * @param stability how far dashboards and alerts can rely on it
 * @param question what an operator asks when looking at it, such as {@code Is search slow?}; empty
 *     when nobody has said
 */
public record MetricDefinition(
    String name,
    MetricType type,
    String help,
    List<Label> labels,
    List<Double> buckets,
    Stability stability,
    String question) {

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
    return of(name, MetricType.COUNTER, help, List.of(), labels);
  }

  /** Declares a gauge. */
  public static MetricDefinition gauge(String name, String help, Label... labels) {
    return of(name, MetricType.GAUGE, help, List.of(), labels);
  }

  /** Declares a histogram with the given upper edges. */
  public static MetricDefinition histogram(
      String name, String help, double[] buckets, Label... labels) {
    List<Double> edges = new ArrayList<>();
    for (double edge : buckets) {
      edges.add(edge);
    }
    return of(name, MetricType.HISTOGRAM, help, edges, labels);
  }

  private static MetricDefinition of(
      String name, MetricType type, String help, List<Double> buckets, Label... labels) {
    return new MetricDefinition(
        name, type, help, List.of(labels), buckets, Stability.STABLE, "");
  }

  /** Returns the same with the question that it answers. */
  public MetricDefinition answering(String newQuestion) {
    return new MetricDefinition(name, type, help, labels, buckets, stability, newQuestion);
  }

  /** Returns the same, marked as one that may change with any version. */
  public MetricDefinition experimental() {
    return new MetricDefinition(
        name, type, help, labels, buckets, Stability.EXPERIMENTAL, question);
  }

  /** Returns what it counts in. */
  public Unit unit() {
    return Unit.ofName(name);
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
