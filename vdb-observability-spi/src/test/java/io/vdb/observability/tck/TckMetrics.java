package io.vdb.observability.tck;

import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;

/** The definitions that the kit records to. */
final class TckMetrics {

  static final MetricDefinition REQUESTS =
      MetricDefinition.counter("vdb_tck_requests_total", "Requests of the contract kit.");

  static final MetricDefinition OUTCOMES =
      MetricDefinition.counter(
          "vdb_tck_outcomes_total",
          "Outcomes by status.",
          Label.of("status", "success", "error"),
          Label.open("route"));

  static final MetricDefinition SECONDS =
      MetricDefinition.histogram(
          "vdb_tck_duration_seconds",
          "Durations of the contract kit.",
          new double[] {0.0001, 0.5, 1, 10});

  static final MetricDefinition STAGE_SECONDS =
      MetricDefinition.histogram(
          "vdb_tck_stage_duration_seconds",
          "Durations by stage.",
          new double[] {0.1, 1},
          Label.of("stage", "wal", "index"));

  static final MetricDefinition SIZE =
      MetricDefinition.gauge("vdb_tck_size_bytes", "A size without labels.");

  static final MetricDefinition POINTS =
      MetricDefinition.gauge(
          "vdb_tck_points", "Points by collection.", Label.open("collection"));

  private TckMetrics() {}
}
