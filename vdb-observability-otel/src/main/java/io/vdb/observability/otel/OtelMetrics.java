package io.vdb.observability.otel;

import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import java.util.List;

/** What the backend says of itself. */
final class OtelMetrics {

  static final MetricDefinition SPANS =
      MetricDefinition.counter(
              "vdb_trace_spans_total",
              "Spans that reached the collector, spans that were recorded and lost, and roots of"
                  + " traces that were not sampled.",
              Label.of("result", "exported", "dropped", "unsampled"))
          .answering("Are traces lost on their way, and how many are sampled?");

  static final MetricDefinition EXPORTS =
      MetricDefinition.counter(
              "vdb_otlp_exports_total",
              "Requests to the OpenTelemetry collector, retries not counted.",
              Label.of("signal", "traces", "metrics"),
              Label.of("status", "success", "error"))
          .answering("Does the OpenTelemetry collector take what is sent?");

  static final MetricDefinition FAULTS =
      MetricDefinition.counter(
              "vdb_otlp_metric_faults_total",
              "Times something was left out of the metrics sent by OTLP: a recorded value that was"
                  + " negative or not finite, or a callback that failed.",
              Label.of("source", "recording", "callback"))
          .answering("Are the metrics in OpenTelemetry complete?");

  static final List<MetricDefinition> ALL = List.of(SPANS, EXPORTS, FAULTS);

  private OtelMetrics() {}
}
