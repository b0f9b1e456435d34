package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Metrics as a collector gets them, where the contract says nothing. */
class MetricExportTest {

  private static final MetricDefinition BYTES =
      MetricDefinition.counter("vdb_test_bytes_total", "Bytes.");
  private static final MetricDefinition SECONDS =
      MetricDefinition.histogram("vdb_test_seconds", "Durations.", new double[] {1, 10});

  private final OtlpReceiver receiver = OtlpReceiver.start();
  private final OtelObservability backend = Backend.start(receiver);

  @AfterEach
  void stop() {
    backend.close();
    receiver.close();
  }

  private Metric sent(MetricDefinition definition) {
    receiver.clear();
    backend.flush(Backend.PATIENCE);
    return receiver.latestMetrics().stream()
        .filter(metric -> metric.getName().equals(definition.name()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sendsUnitHelpAndKind() {
    backend.meter().counter(BYTES).add(7);
    backend.meter().histogram(SECONDS).record(2);

    Metric counter = sent(BYTES);
    assertThat(counter.getUnit()).isEqualTo("By");
    assertThat(counter.getDescription()).isEqualTo("Bytes.");
    assertThat(counter.getSum().getIsMonotonic()).isTrue();
    assertThat(counter.getSum().getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    Metric histogram = sent(SECONDS);
    assertThat(histogram.getUnit()).isEqualTo("s");
    assertThat(histogram.getHistogram().getDataPoints(0).getExplicitBoundsList())
        .isEqualTo(List.of(1.0, 10.0));
  }

  @Test
  void growsFromOneStartForEachSeries() {
    Counter counter = backend.meter().counter(BYTES);
    counter.add(1);
    NumberDataPoint first = sent(BYTES).getSum().getDataPoints(0);
    counter.add(1);
    NumberDataPoint second = sent(BYTES).getSum().getDataPoints(0);

    assertThat(second.getAsDouble()).isEqualTo(2);
    assertThat(second.getStartTimeUnixNano()).isEqualTo(first.getStartTimeUnixNano());
    assertThat(second.getTimeUnixNano())
        .isGreaterThan(second.getStartTimeUnixNano())
        .isGreaterThan(first.getTimeUnixNano());
  }

  @Test
  void joinsABucketToATraceThatWasRecorded() {
    Histogram histogram = backend.meter().histogram(SECONDS);
    Span span = backend.tracer().request("request", TraceContext.NONE, System.nanoTime());
    Context.of("", span).run(() -> histogram.record(5));
    histogram.record(0.5);
    span.end();

    HistogramDataPoint point = sent(SECONDS).getHistogram().getDataPoints(0);

    assertThat(point.getExemplarsCount()).isEqualTo(1);
    assertThat(point.getExemplars(0).getAsDouble()).isEqualTo(5);
    assertThat(HexFormat.of().formatHex(point.getExemplars(0).getTraceId().toByteArray()))
        .isEqualTo(span.context().traceId())
        .isIn(receiver.spans().stream().map(ReceivedSpan::traceId).toList());
    assertThat(sent(SECONDS).getHistogram().getDataPoints(0).getExemplarsCount())
        .as("an exemplar is sent once")
        .isZero();
  }

  @Test
  void joinsNothingToATraceThatWasNotRecorded() {
    Histogram histogram = backend.meter().histogram(SECONDS);
    Span span = Span.unrecorded(TraceContext.random(false));
    Context.of("", span).run(() -> histogram.record(5));

    assertThat(sent(SECONDS).getHistogram().getDataPoints(0).getExemplarsCount()).isZero();
  }

  @Test
  void sendsTheLastValuesWhenItIsClosed() {
    backend.meter().counter(BYTES).add(41);
    backend.close();

    assertThat(receiver.latestMetrics().getFirst().getSum().getDataPoints(0).getAsDouble())
        .isEqualTo(41);
  }

  @Test
  void sendsAtEachInterval() {
    try (OtelObservability often =
        Backend.start(receiver, "OTEL_METRIC_EXPORT_INTERVAL", "50")) {
      often.meter().counter(BYTES).increment();
      receiver.awaitRequests(3, Backend.PATIENCE);

      assertThat(receiver.metricExports()).hasSizeGreaterThanOrEqualTo(2);
    }
  }
}
