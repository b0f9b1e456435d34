package io.vdb.it.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class NamingRulesTest {

  private static final double[] EDGES = {0.1, 1};

  @Test
  void everyDeclaredMetricFollowsTheRules() {
    List<MetricDefinition> metrics = Catalogue.load().metrics();
    assertThat(metrics).hasSizeGreaterThan(50);
    assertThat(NamingRules.violations(metrics)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void everyRuleFindsWhatBreaksIt(MetricDefinition metric, String violation) {
    assertThat(NamingRules.violations(List.of(metric)))
        .containsExactly(metric.name() + " " + violation);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments(counter("http_requests_total"), "does not start with vdb_"),
        arguments(gauge("vdb__things"), "has a part without letters"),
        arguments(gauge("vdb_lag_ms"), "counts in ms"),
        arguments(counter("vdb_read_mb_total"), "counts in mb"),
        arguments(gauge("vdb_seconds_of_lag"), "has a unit that is not at its end"),
        arguments(histogram("vdb_job_duration"), "is a duration that is not in seconds"),
        arguments(gauge("vdb_last_success_timestamp"), "is a time that is not in seconds"),
        arguments(histogram("vdb_build_info"), "ends in _info and is not a gauge"),
        arguments(
            gauge("vdb_cache_hit_ratio"), "is a share: export what it is computed from"),
        arguments(
            histogram("vdb_job_seconds", Label.open("collection")),
            "is a histogram by collection"),
        arguments(
            counter("vdb_things_total", Label.of("collection_id", "a")),
            "has the label collection_id"),
        arguments(
            counter("vdb_things_total", Label.open("kind")), "does not list the values of kind"),
        arguments(
            counter("vdb_things_total", Label.of("kind", "a", "a")),
            "lists a value of kind twice"),
        arguments(
            histogram("vdb_insert_duration_seconds"),
            "has no bucket that ends at 0.25, which an alert compares with"),
        arguments(
            MetricDefinition.gauge("vdb_things", "Things."),
            "does not say which question it answers"),
        arguments(
            gauge("vdb_things").answering("Things"),
            "answers 'Things', which is not a question"),
        arguments(
            MetricDefinition.gauge("vdb_things", "Things").answering("How many?"),
            "has a help that is not a sentence"));
  }

  @Test
  void aNameThatTwoModulesTakeIsFound() {
    assertThat(NamingRules.violations(List.of(gauge("vdb_things"), gauge("vdb_things"))))
        .containsExactly("vdb_things is declared twice");
  }

  private static MetricDefinition counter(String name, Label... labels) {
    return MetricDefinition.counter(name, "Things.", labels).answering("How many?");
  }

  private static MetricDefinition gauge(String name, Label... labels) {
    return MetricDefinition.gauge(name, "Things.", labels).answering("How many?");
  }

  private static MetricDefinition histogram(String name, Label... labels) {
    return MetricDefinition.histogram(name, "Things.", EDGES, labels).answering("How many?");
  }
}
