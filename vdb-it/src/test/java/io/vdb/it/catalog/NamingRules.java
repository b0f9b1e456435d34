package io.vdb.it.catalog;

import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.MetricType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What every name, label and bucket follows, beyond what a declaration checks of itself. */
final class NamingRules {

  /** Parts of names that tell another unit than seconds, bytes and shares of 1. */
  private static final Set<String> OTHER_UNITS =
      Set.of(
          "ms", "us", "ns", "millis", "milliseconds", "micros", "microseconds", "nanos",
          "nanoseconds", "minutes", "hours", "days", "kb", "kib", "mb", "mib", "gb", "gib", "bits",
          "percent", "percentage");

  /** Units that end a name; counters add {@code _total}. */
  private static final Set<String> UNITS = Set.of("seconds", "bytes", "ratio");

  /** Labels without a bound, or about people and their data. */
  private static final Set<String> FORBIDDEN_LABELS =
      Set.of(
          "collection_id", "collection_uuid", "uuid", "id", "point", "point_id", "document",
          "document_id", "user", "user_id", "email", "tenant", "tenant_id", "query",
          "query_pattern", "query_text", "pattern", "path", "uri", "url", "endpoint", "client",
          "client_ip", "ip", "user_agent", "key", "api_key", "session", "trace_id", "span_id",
          "correlation_id", "request_id", "timestamp", "message", "exception", "stack", "filter",
          "vector", "payload");

  /** Shares that are no quotient of two counters, so that no rule can compute them. */
  private static final Set<String> RATIOS =
      Set.of(
          "vdb_pool_load_ratio",
          "vdb_pool_predicted_load_ratio",
          "vdb_pool_prediction_confidence_ratio",
          "vdb_pool_prediction_accuracy_ratio",
          "vdb_pool_prediction_error_ratio");

  private static final String COLLECTION = "collection";

  private final List<String> violations = new ArrayList<>();

  private NamingRules() {}

  /** Returns what breaks a rule, one line each. */
  static List<String> violations(List<MetricDefinition> metrics) {
    NamingRules rules = new NamingRules();
    rules.namesAreUnique(metrics);
    metrics.forEach(rules::check);
    return rules.violations;
  }

  private void check(MetricDefinition metric) {
    nameTellsItsUnit(metric);
    typeFitsTheName(metric);
    metric.labels().forEach(label -> labelIsBounded(metric, label));
    thresholdsAreEdges(metric);
    require(!metric.question().isBlank(), metric, "does not say which question it answers");
    require(
        metric.question().isBlank() || metric.question().strip().endsWith("?"),
        metric,
        "answers '" + metric.question() + "', which is not a question");
    require(metric.help().strip().endsWith("."), metric, "has a help that is not a sentence");
  }

  private void require(boolean holds, MetricDefinition metric, String violation) {
    if (!holds) {
      violations.add(metric.name() + " " + violation);
    }
  }

  private void namesAreUnique(List<MetricDefinition> metrics) {
    Set<String> seen = new HashSet<>();
    for (MetricDefinition metric : metrics) {
      require(seen.add(metric.name()), metric, "is declared twice");
    }
  }

  private void nameTellsItsUnit(MetricDefinition metric) {
    String name = metric.name();
    List<String> parts = new ArrayList<>(Arrays.asList(name.split("_", -1)));
    require(name.startsWith("vdb_"), metric, "does not start with vdb_");
    require(!name.contains("__") && !name.endsWith("_"), metric, "has a part without letters");
    parts.stream()
        .filter(OTHER_UNITS::contains)
        .forEach(part -> violations.add(name + " counts in " + part));
    if (parts.getLast().equals("total")) {
      parts.removeLast();
    }
    require(
        parts.subList(0, parts.size() - 1).stream().noneMatch(UNITS::contains),
        metric,
        "has a unit that is not at its end");
    require(
        !parts.contains("duration") || parts.getLast().equals("seconds"),
        metric,
        "is a duration that is not in seconds");
    require(
        !parts.contains("timestamp") || parts.getLast().equals("seconds"),
        metric,
        "is a time that is not in seconds");
  }

  private void typeFitsTheName(MetricDefinition metric) {
    String name = metric.name();
    require(
        !name.endsWith("_info") || metric.type() == MetricType.GAUGE,
        metric,
        "ends in _info and is not a gauge");
    require(
        !name.endsWith("_ratio") || RATIOS.contains(name),
        metric,
        "is a share: export what it is computed from");
    require(
        metric.type() != MetricType.HISTOGRAM
            || metric.labels().stream().noneMatch(label -> label.name().equals(COLLECTION)),
        metric,
        "is a histogram by collection");
  }

  private void labelIsBounded(MetricDefinition metric, Label label) {
    require(
        !FORBIDDEN_LABELS.contains(label.name()), metric, "has the label " + label.name());
    require(
        !label.values().isEmpty() || OpenLabels.BOUNDS.containsKey(label.name()),
        metric,
        "does not list the values of " + label.name());
    require(
        new HashSet<>(label.values()).size() == label.values().size(),
        metric,
        "lists a value of " + label.name() + " twice");
  }

  private void thresholdsAreEdges(MetricDefinition metric) {
    for (double threshold : AlertThresholds.BY_METRIC.getOrDefault(metric.name(), List.of())) {
      require(
          metric.buckets().contains(threshold),
          metric,
          "has no bucket that ends at " + threshold + ", which an alert compares with");
    }
  }
}
