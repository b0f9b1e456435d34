package io.vdb.it.catalog;

import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricCatalog;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.MetricType;
import io.vdb.observability.spi.Stability;
import io.vdb.observability.spi.Unit;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the reference of all metrics from what the modules declare. */
final class MetricsReference {

  private static final String INTRODUCTION =
      """
      # Metrics

      Read this when you build a dashboard, an alert or a recording rule. Generated from what the
      modules declare, and compared with a running server by the build; do not edit it.

      `GET /metrics` on the REST port serves all of them. A module that is not in use exports none of
      its metrics.

      ## How to read a name
      - Ours start with `vdb_`. What the process and the Java runtime tell of themselves keeps the
        names that dashboards know (the last section).
      - Units are seconds, bytes, and shares from 0 to 1 (`_ratio`); a name without a unit counts
        things. There are no milliseconds, percents or megabytes.
      - Counters end in `_total` and only grow while the process lives. Gauges are read at the scrape.
        Histograms have the bucket edges given here and end in their unit.
      - What is the quotient of two counters is not exported: compute it, with `sum` on both sides.
      - Labels take the values listed here and no others. `collection` is the only label that clients
        decide on; it is on no histogram, `vdb.observability.collection-series` bounds it, and the
        series of a collection end with it.
      - Counters that alerts watch are there with 0 from the start, so `increase()` sees the first
        event.
      - Every threshold that an alert compares a quantile with is a bucket edge.
      - *stable*: name, type and labels stay until the next major version. *experimental*: may change
        with any version; the changelog says so.
      """;

  private static final String RUNTIME =
      """

      ## Process and Java runtime
      Exported by `vdb-observability-prometheus`. Values of `pool` and `gc` depend on the garbage
      collector, `process_*` on the operating system.

      | metric | type | labels | what it tells |
      |---|---|---|---|
      """;

  private final StringBuilder out = new StringBuilder(INTRODUCTION);

  private MetricsReference() {}

  /** Returns the text of the reference. */
  static String of(Catalogue catalogue) {
    MetricsReference reference = new MetricsReference();
    catalogue.modules().forEach(reference::module);
    reference.runtime();
    return reference.out.toString();
  }

  private void module(MetricCatalog module) {
    out.append("\n## ").append(module.module()).append('\n');
    out.append("| metric | type | the question it answers |\n|---|---|---|\n");
    for (MetricDefinition metric : module.metrics()) {
      out.append("| [`").append(metric.name()).append("`](#").append(metric.name());
      out.append(") | ").append(type(metric)).append(" | ").append(metric.question());
      out.append(" |\n");
    }
    module.metrics().forEach(this::metric);
  }

  private void metric(MetricDefinition metric) {
    out.append("\n### ").append(metric.name()).append('\n');
    out.append(metric.help()).append("\n\n");
    line("type", type(metric) + ", " + stability(metric));
    line("unit", unit(metric.unit()));
    if (metric.labels().isEmpty()) {
      line("labels", "none");
    }
    for (Label label : metric.labels()) {
      line("label `" + label.name() + "`", values(label));
    }
    if (metric.type() == MetricType.HISTOGRAM) {
      line(
          "buckets",
          metric.buckets().stream().map(MetricsReference::edge).collect(Collectors.joining(" ")));
    }
    line("question", metric.question());
  }

  private void line(String what, String value) {
    out.append("- ").append(what).append(": ").append(value).append('\n');
  }

  private static String type(MetricDefinition metric) {
    return metric.type().name().toLowerCase(Locale.ROOT);
  }

  private static String stability(MetricDefinition metric) {
    return metric.stability() == Stability.STABLE ? "stable" : "experimental";
  }

  private static String unit(Unit unit) {
    return switch (unit) {
      case SECONDS -> "seconds";
      case BYTES -> "bytes";
      case RATIO -> "share from 0 to 1";
      case NONE -> "none: counts things";
    };
  }

  private static String values(Label label) {
    return label.values().isEmpty()
        ? "open: " + OpenLabels.BOUNDS.getOrDefault(label.name(), "nothing bounds it")
        : label.values().stream()
            .map(value -> "`" + value + "`")
            .collect(Collectors.joining(", "));
  }

  /** Edges as people write them. */
  private static String edge(double edge) {
    return BigDecimal.valueOf(edge).stripTrailingZeros().toPlainString();
  }

  private void runtime() {
    out.append(RUNTIME);
    for (RuntimeMetrics.Metric metric : RuntimeMetrics.ALL) {
      out.append("| `").append(metric.name()).append("` | ").append(metric.type()).append(" | ");
      out.append(
          metric.labels().stream()
              .map(label -> "`" + label + "`")
              .collect(Collectors.joining(", ")));
      out.append(" | ").append(metric.meaning()).append(" |\n");
    }
  }
}
