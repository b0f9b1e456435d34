package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Registration;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.tck.InMemoryObservability;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An error on an exporting thread costs what it hit, and neither the thread nor the counts. */
class ExportErrorTest {

  private static final Duration NEVER = Duration.ofHours(1);
  private static final MetricDefinition SIZE = MetricDefinition.gauge("vdb_test_points", "Points.");
  private static final MetricDefinition BYTES =
      MetricDefinition.counter("vdb_test_bytes_total", "Bytes.");

  private final AtomicBoolean failing = new AtomicBoolean(true);
  private final RecordingLogger log = new RecordingLogger();

  private CompletableResultCode answer() {
    if (failing.get()) {
      throw new StackOverflowError();
    }
    return CompletableResultCode.ofSuccess();
  }

  private ExportWatch watch(Signal signal) {
    return new ExportWatch(
        signal,
        new OtlpTarget(
            URI.create("http://collector:4317"),
            OtlpTarget.Protocol.GRPC,
            Map.of(),
            Backend.PATIENCE,
            false,
            Optional.empty(),
            Optional.empty()),
        log);
  }

  private final class Spans implements SpanSender {
    @Override
    public CompletableResultCode send(byte[] request) {
      return answer();
    }

    @Override
    public void shutdown() {}
  }

  private final class Metrics implements MetricExporter {
    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      return answer();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }
  }

  @Test
  void goesOnExportingSpansAndCountsEachOnce() {
    SpanQueue queue =
        new SpanQueue(
            new Batching(100, 10, NEVER, Backend.PATIENCE),
            new SpanEncoder(Resource.empty()),
            new Spans(),
            watch(Signal.TRACES));
    OtelTracer tracer =
        new OtelTracer(
            Sampling.of(true, 1),
            new SpanSink(queue, SpanLimits.getDefault()),
            Clock.systemUTC());
    queue.start();

    record(tracer, 3);
    assertThat(queue.flush(Backend.PATIENCE)).isTrue();
    record(tracer, 2);
    assertThat(queue.flush(Backend.PATIENCE)).isTrue();
    assertThat(queue.dropped()).isEqualTo(5);
    failing.set(false);
    record(tracer, 4);
    assertThat(queue.flush(Backend.PATIENCE)).isTrue();
    queue.beginClose();
    queue.awaitClose(System.nanoTime() + Backend.PATIENCE.toNanos());

    assertThat(queue.exported()).isEqualTo(4);
    assertThat(queue.dropped()).isEqualTo(5);
    assertThat(log.lines().stream().filter(line -> !line.startsWith("DEBUG")))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("WARN").contains("StackOverflowError"),
            line -> assertThat(line).startsWith("INFO"));
  }

  private static void record(OtelTracer tracer, int spans) {
    for (int i = 0; i < spans; i++) {
      tracer.request("request", TraceContext.NONE, System.nanoTime()).end();
    }
  }

  @Test
  void goesOnExportingMetricsThatCouldNotBeRead() {
    ExportWatch watch = watch(Signal.METRICS);
    MetricSender sender =
        new MetricSender(
            () -> {
              answer();
              return new OtelMeter(Resource.empty(), new RecordingGate(), now()).read();
            },
            new Metrics(),
            watch,
            NEVER,
            Backend.PATIENCE);
    sender.start();

    assertThat(sender.flush(Backend.PATIENCE)).isFalse();
    assertThat(sender.flush(Backend.PATIENCE)).isFalse();
    failing.set(false);
    assertThat(sender.flush(Backend.PATIENCE)).isTrue();
    sender.beginClose();
    sender.awaitClose(System.nanoTime() + Backend.PATIENCE.toNanos());

    assertThat(watch.failed()).isEqualTo(2);
    assertThat(log.lines().stream().filter(line -> line.startsWith("WARN")))
        .satisfiesExactly(line -> assertThat(line).contains("StackOverflowError"));
  }

  private static EpochClock now() {
    return new EpochClock(Clock.systemUTC());
  }

  @Test
  void leavesOutACallbackThatEndsInAnErrorAndSendsTheRest() {
    InMemoryObservability scraped = new InMemoryObservability();
    try (OtlpReceiver receiver = OtlpReceiver.start();
        OtelObservability backend = Backend.start(receiver);
        Registration _ = backend.export(scraped.meter());
        Registration _ =
            backend
                .meter()
                .gauge(
                    SIZE,
                    () -> {
                      throw new StackOverflowError();
                    })) {
      for (int i = 1; i <= 2; i++) {
        backend.meter().counter(BYTES).add(1);
        assertThat(backend.flush(Backend.PATIENCE)).isTrue();

        assertThat(receiver.latestMetrics())
            .satisfiesExactly(metric -> assertThat(metric.getName()).isEqualTo(BYTES.name()));
        assertThat(scraped.value(OtelMetrics.FAULTS, "callback")).hasValue(i);
        receiver.clear();
      }
    }
  }
}
