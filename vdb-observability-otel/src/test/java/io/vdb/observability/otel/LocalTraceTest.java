package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class LocalTraceTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** Keeps what it is given. */
  private static final class KeptSpans implements SpanExporter {
    private final List<SpanData> spans = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      spans.addAll(batch);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    SpanData named(String name) {
      return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }
  }

  @Test
  void keepsStepsWithinTheirParentsWhenTheClockOfTheWallIsSetBack() {
    KeptSpans kept = new KeptSpans();
    SpanQueue queue = queue(kept);
    AtomicReference<Instant> wall = new AtomicReference<>(NOW);
    InstantSource source = wall::get;
    Clock clock = source.withZone(ZoneOffset.UTC);
    OtelTracer tracer =
        new OtelTracer(
            Sampling.of(true, 1),
            new SpanSink(queue, SpanLimits.getDefault(), Resource.empty()),
            clock);

    Span request = tracer.request("request", TraceContext.NONE, System.nanoTime());
    wall.set(NOW.minus(Duration.ofHours(1)));
    Span step = request.child("step");
    step.event("moment");
    step.end();
    request.end();
    queue.beginClose();
    queue.awaitClose(System.nanoTime() + Backend.PATIENCE.toNanos());

    long epoch = NOW.getEpochSecond() * 1_000_000_000L;
    SpanData outer = kept.named("request");
    SpanData inner = kept.named("step");
    assertThat(outer.getStartEpochNanos())
        .isBetween(epoch - Duration.ofSeconds(20).toNanos(), epoch);
    assertThat(inner.getStartEpochNanos()).isGreaterThanOrEqualTo(outer.getStartEpochNanos());
    assertThat(inner.getEvents().getFirst().getEpochNanos())
        .isBetween(inner.getStartEpochNanos(), inner.getEndEpochNanos());
    assertThat(inner.getEndEpochNanos()).isLessThanOrEqualTo(outer.getEndEpochNanos());
  }

  private static SpanQueue queue(SpanExporter exporter) {
    OtlpTarget target =
        new OtlpTarget(
            URI.create("http://localhost:4317"),
            OtlpTarget.Protocol.GRPC,
            Map.of(),
            Backend.PATIENCE,
            false,
            Optional.empty(),
            Optional.empty());
    SpanQueue queue =
        new SpanQueue(
            new Batching(10, 10, Backend.PATIENCE, Backend.PATIENCE),
            exporter,
            new ExportWatch(Signal.TRACES, target, NOPLogger.NOP_LOGGER));
    queue.start();
    return queue;
  }
}
