package io.vdb.observability.otel;

import io.opentelemetry.proto.trace.v1.Span;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.tck.SpanReading;
import io.vdb.observability.tck.SpanReadings;
import io.vdb.observability.tck.TracerTck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;

/** The contract for spans, read back from what a collector gets. */
class OtelTracerContractTest extends TracerTck {

  private final Map<Observability, OtlpReceiver> receivers = new ConcurrentHashMap<>();

  @Override
  protected Observability start(double share) {
    OtlpReceiver receiver = OtlpReceiver.start();
    Observability started =
        Backend.start(
            receiver,
            "OTEL_TRACE_SAMPLE_RATE",
            String.valueOf(share),
            "OTEL_BSP_MAX_QUEUE_SIZE",
            "5000");
    receivers.put(started, receiver);
    return started;
  }

  @AfterEach
  void stopReceivers() {
    receivers.keySet().forEach(Observability::close);
    receivers.values().forEach(OtlpReceiver::close);
  }

  @Override
  protected SpanReadings read(Observability backend) {
    ((OtelObservability) backend).flush(Backend.PATIENCE);
    return new SentSpans(Optional.ofNullable(receivers.get(backend)).orElseThrow().spans());
  }

  private record SentSpans(List<ReceivedSpan> spans) implements SpanReadings {

    @Override
    public List<SpanReading> endedSpans() {
      return spans.stream().map(SentSpans::reading).toList();
    }

    @Override
    public String asText() {
      return spans.toString();
    }

    private static SpanReading reading(ReceivedSpan sent) {
      Span span = sent.span();
      boolean sampled = (span.getFlags() & 1) == 1;
      return new SpanReading(
          sent.name(),
          new TraceContext(sent.traceId(), sent.spanId(), sampled, span.getTraceState()),
          sent.parentSpanId(),
          sent.links().stream()
              .map(link -> new TraceContext(link.traceId(), link.spanId(), false, ""))
              .toList(),
          sent.attributes(),
          sent.events().stream().map(ReceivedSpan.Event::name).toList(),
          sent.isFailed() ? String.valueOf(sent.attributes().get("error.type")) : "",
          sent.startNanos(),
          sent.endNanos());
    }
  }
}
