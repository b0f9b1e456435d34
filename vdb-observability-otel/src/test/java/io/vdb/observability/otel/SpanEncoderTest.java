package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

/** Compares what is sent with the same messages made by the generated classes of OTLP. */
class SpanEncoderTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Resource RESOURCE =
      Resource.create(
          Attributes.builder().put("service.name", "vdb").put("process.pid", 4711L).build(),
          "https://opentelemetry.io/schemas/1.0.0");
  private static final TraceContext CALLER =
      TraceContext.parse("00-" + "f1".repeat(16) + "-" + "e2".repeat(8) + "-01", "k=v, bad ,l=w");
  private static final TraceContext UNSAMPLED =
      TraceContext.parse("00-" + "0d".repeat(16) + "-" + "0c".repeat(8) + "-00", null);

  private final List<byte[]> sent = new CopyOnWriteArrayList<>();
  private final SpanQueue queue = queue();
  private final long now = System.nanoTime();
  private final OtelTracer tracer =
      new OtelTracer(
          Sampling.of(true, 1),
          new SpanSink(queue, SpanLimits.builder().setMaxNumberOfLinks(1).build()),
          Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC));

  private SpanQueue queue() {
    OtlpTarget target =
        new OtlpTarget(
            URI.create("http://localhost:4317"),
            OtlpTarget.Protocol.GRPC,
            Map.of(),
            Backend.PATIENCE,
            false,
            Optional.empty(),
            Optional.empty());
    SpanSender sender =
        new SpanSender() {
          @Override
          public CompletableResultCode send(byte[] request) {
            sent.add(request);
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public void shutdown() {}
        };
    SpanQueue started =
        new SpanQueue(
            new Batching(10_000, 10_000, Backend.PATIENCE, Backend.PATIENCE),
            new SpanEncoder(RESOURCE),
            sender,
            new ExportWatch(Signal.TRACES, target, NOPLogger.NOP_LOGGER));
    started.start();
    return started;
  }

  @AfterEach
  void stopQueue() {
    queue.beginClose();
    queue.awaitClose(System.nanoTime() + Backend.PATIENCE.toNanos());
  }

  private ExportTraceServiceRequest request() throws Exception {
    assertThat(queue.flush(Backend.PATIENCE)).isTrue();
    return ExportTraceServiceRequest.parseFrom(sent.getLast());
  }

  private io.opentelemetry.proto.trace.v1.Span span(int index) throws Exception {
    return request().getResourceSpans(0).getScopeSpans(0).getSpans(index);
  }

  private static KeyValue pair(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue.Builder text(String text) {
    return AnyValue.newBuilder().setStringValue(text);
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  @Test
  void saysWhoseSpansTheyAreAndKeepsTheirOrder() throws Exception {
    Span request = tracer.request("request", TraceContext.NONE, now);
    request.child("first", now).end(now);
    request.child("second", now).end(now);
    request.end(now);

    ResourceSpans.Builder expected = ResourceSpans.newBuilder();
    expected
        .setSchemaUrl("https://opentelemetry.io/schemas/1.0.0")
        .getResourceBuilder()
        .addAttributes(pair("process.pid", AnyValue.newBuilder().setIntValue(4711)))
        .addAttributes(pair("service.name", text("vdb")));
    ResourceSpans got = request().getResourceSpans(0);
    ScopeSpans scope = got.getScopeSpans(0);
    assertThat(request().getResourceSpansCount()).isEqualTo(1);
    assertThat(got.toBuilder().clearScopeSpans().build()).isEqualTo(expected.build());
    assertThat(scope.getScope())
        .isEqualTo(InstrumentationScope.newBuilder().setName("io.vdb").build());
    assertThat(scope.getSpansList())
        .extracting(io.opentelemetry.proto.trace.v1.Span::getName)
        .containsExactly("first", "second", "request");
    assertThat(scope.getSpansList())
        .extracting(span -> span.getParentSpanId().isEmpty())
        .containsExactly(false, false, true);
  }

  @Test
  void endsAStepNoEarlierThanItBegan() throws Exception {
    tracer.request("request", TraceContext.NONE, now).end(now - SECOND);

    assertThat(span(0).getEndTimeUnixNano()).isEqualTo(span(0).getStartTimeUnixNano());
  }

  @Test
  void writesEveryFieldOfARequestThatFailed() throws Exception {
    Span request = tracer.request("GET /größer", CALLER, now);
    request.event("moment").link(UNSAMPLED).link(CALLER).failed("internal", null);
    request.end(now + 5 * SECOND);

    io.opentelemetry.proto.trace.v1.Span got = span(0);
    assertThat(got)
        .isEqualTo(
            io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(bytes(CALLER.traceId()))
                .setSpanId(bytes(request.context().spanId()))
                .setParentSpanId(bytes(CALLER.spanId()))
                .setTraceState("k=v,l=w")
                .setName("GET /größer")
                .setKind(SpanKind.SPAN_KIND_SERVER)
                .setStartTimeUnixNano(got.getStartTimeUnixNano())
                .setEndTimeUnixNano(got.getStartTimeUnixNano() + 5 * SECOND)
                .addAttributes(pair("error.type", text("internal")))
                .addEvents(
                    Event.newBuilder()
                        .setName("moment")
                        .setTimeUnixNano(got.getEvents(0).getTimeUnixNano()))
                .addLinks(
                    Link.newBuilder()
                        .setTraceId(bytes(UNSAMPLED.traceId()))
                        .setSpanId(bytes(UNSAMPLED.spanId()))
                        .setFlags(0x300))
                .setDroppedLinksCount(1)
                .setStatus(Status.newBuilder().setCode(StatusCode.STATUS_CODE_ERROR))
                .setFlags(0x301)
                .build());
    assertThat(got.getStartTimeUnixNano())
        .isBetween(1_700_000_000 * SECOND - 60 * SECOND, 1_700_000_000 * SECOND);
    assertThat(got.getEvents(0).getTimeUnixNano())
        .isBetween(got.getStartTimeUnixNano(), got.getStartTimeUnixNano() + 60 * SECOND);
  }

  @Test
  void writesAStepBelowItsRequest() throws Exception {
    Span request = tracer.request("request", TraceContext.NONE, now);
    Span step = request.child("step", now + 3);
    step.end(now + 1000);

    io.opentelemetry.proto.trace.v1.Span got = span(0);
    assertThat(got)
        .isEqualTo(
            io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(bytes(request.context().traceId()))
                .setSpanId(bytes(step.context().spanId()))
                .setParentSpanId(bytes(request.context().spanId()))
                .setName("step")
                .setKind(SpanKind.SPAN_KIND_INTERNAL)
                .setStartTimeUnixNano(got.getStartTimeUnixNano())
                .setEndTimeUnixNano(got.getStartTimeUnixNano() + 997)
                .setFlags(0x101)
                .build());
    assertThat(step.context().traceId()).isEqualTo(request.context().traceId());
    assertThat(step.context().sampled()).isTrue();
  }

  @Test
  void writesEveryKindOfValue() throws Exception {
    Span span = tracer.request("request", TraceContext.NONE, now);
    io.opentelemetry.proto.trace.v1.Span.Builder expected =
        io.opentelemetry.proto.trace.v1.Span.newBuilder();
    for (long number : new long[] {0, 1, 127, 128, 16_383, 16_384, -1, Long.MIN_VALUE, 1L << 62}) {
      span.attribute("number " + number, number);
      expected.addAttributes(pair("number " + number, AnyValue.newBuilder().setIntValue(number)));
    }
    for (double number : new double[] {0, -0.0, 0.25, Double.NaN, Double.MAX_VALUE}) {
      span.attribute("double " + number, number);
      expected.addAttributes(
          pair("double " + number, AnyValue.newBuilder().setDoubleValue(number)));
    }
    for (boolean flag : new boolean[] {true, false}) {
      span.attribute("flag " + flag, flag);
      expected.addAttributes(pair("flag " + flag, AnyValue.newBuilder().setBoolValue(flag)));
    }
    for (String text : List.of("", "plain", "größer", "点", "\uD83D\uDE00", "x".repeat(300))) {
      span.attribute("text " + text, text);
      expected.addAttributes(pair("text " + text, text(text)));
    }
    span.end(now);

    assertThat(span(0).getAttributesList()).isEqualTo(expected.getAttributesList());
  }

  @Test
  void sendsMuchAtOnceAndLittleAfterIt() throws Exception {
    String large = "y".repeat(100_000);
    for (int i = 0; i < 30; i++) {
      tracer.request("request", TraceContext.NONE, now).attribute("large", large).end(now);
    }
    assertThat(request().getResourceSpans(0).getScopeSpans(0).getSpansList())
        .hasSize(30)
        .allSatisfy(
            span ->
                assertThat(span.getAttributes(0).getValue().getStringValue()).isEqualTo(large));

    tracer.request("small", TraceContext.NONE, now).end(now);
    assertThat(span(0).getName()).isEqualTo("small");
    assertThat(request().getResourceSpans(0).getScopeSpans(0).getSpansCount()).isEqualTo(1);
  }

  @Test
  void writesMoreNamesThanItRemembers() throws Exception {
    for (int i = 0; i < 3000; i++) {
      tracer.request("name " + i, TraceContext.NONE, now).end(now);
    }
    List<io.opentelemetry.proto.trace.v1.Span> spans =
        request().getResourceSpans(0).getScopeSpans(0).getSpansList();
    assertThat(spans).hasSize(3000);
    assertThat(spans.getFirst().getName()).isEqualTo("name 0");
    assertThat(spans.getLast().getName()).isEqualTo("name 2999");
  }
}
