package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
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
  private static final class KeptSpans implements SpanSender {
    private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode send(byte[] request) {
      spans.addAll(ReceivedSpan.of(request));
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public void shutdown() {}

    ReceivedSpan named(String name) {
      return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
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
            new SpanSink(queue, SpanLimits.getDefault()),
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
    ReceivedSpan outer = kept.named("request");
    ReceivedSpan inner = kept.named("step");
    assertThat(outer.startNanos())
        .isBetween(epoch - Duration.ofSeconds(20).toNanos(), epoch);
    assertThat(inner.startNanos()).isGreaterThanOrEqualTo(outer.startNanos());
    assertThat(inner.events().getFirst().epochNanos())
        .isBetween(inner.startNanos(), inner.endNanos());
    assertThat(inner.endNanos()).isLessThanOrEqualTo(outer.endNanos());
  }

  private static SpanQueue queue(SpanSender sender) {
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
            new SpanEncoder(Resource.empty()),
            sender,
            new ExportWatch(Signal.TRACES, target, NOPLogger.NOP_LOGGER));
    queue.start();
    return queue;
  }
}
