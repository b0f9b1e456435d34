package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import io.vdb.observability.otel.receiver.SpanTree;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans as a collector gets them. */
class TraceExportTest {

  private static final String SECRET = "payload of point 4711";

  private static final TraceContext CALLER =
      TraceContext.parse("00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01", "k=v");

  private final OtlpReceiver receiver = OtlpReceiver.start();

  @AfterEach
  void stopReceiver() {
    receiver.close();
  }

  private OtelObservability start(String protocol, String... more) {
    List<String> variables = new ArrayList<>(List.of(more));
    variables.addAll(List.of("OTEL_EXPORTER_OTLP_PROTOCOL", protocol));
    if (protocol.startsWith("http")) {
      variables.addAll(List.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.httpEndpoint()));
    }
    return Backend.start(receiver, variables.toArray(String[]::new));
  }

  /** A request as the server makes them. */
  private static Span search(OtelObservability backend, TraceContext parent) {
    long start = System.nanoTime();
    Span request = backend.tracer().request("POST /collections/{name}/search", parent, start);
    Span search = request.child("search").attribute("vdb.search.limit", 10L);
    long planned = System.nanoTime();
    search.child("search_segments", planned).attribute("segments", 3L).end(planned + 5_000);
    search.child("plan", start + 1).end(planned);
    search.end();
    request.attribute("http.response.status_code", 200L).end();
    return request;
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void sendsAWholeTree(String protocol) {
    Span request;
    try (OtelObservability backend = start(protocol)) {
      request = search(backend, CALLER);
    }

    SpanTree tree = receiver.tree(request.context().traceId());
    assertThat(tree.names())
        .isEqualTo(
            """
            POST /collections/{name}/search
              search
                plan
                search_segments
            """);
    ReceivedSpan root = tree.roots().getFirst();
    assertThat(root.parentSpanId()).isEqualTo("b".repeat(16));
    assertThat(root.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(root.span().getTraceState()).isEqualTo("k=v");
    assertThat(root.attributes()).containsEntry("http.response.status_code", 200L);
    ReceivedSpan search = tree.children(root).getFirst();
    assertThat(search.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_INTERNAL);
    assertThat(search.attributes()).isEqualTo(Map.of("vdb.search.limit", 10L));
    tree.forEach(
        span -> {
          assertThat(span.startNanos()).isGreaterThanOrEqualTo(root.startNanos());
          assertThat(span.endNanos()).isGreaterThanOrEqualTo(span.startNanos());
        });
  }

  @Test
  void describesTheProcess() {
    try (OtelObservability backend =
        start(
            "grpc",
            "OTEL_RESOURCE_ATTRIBUTES",
            "service.namespace=shop,deployment.environment.name=staging,service.name=loser",
            "OTEL_SERVICE_NAME",
            "winner")) {
      search(backend, TraceContext.NONE);
    }

    assertThat(receiver.spans().getFirst().resource())
        .containsEntry("service.name", "winner")
        .containsEntry("service.version", "1.2.3")
        .containsEntry("service.namespace", "shop")
        .containsEntry("deployment.environment.name", "staging")
        .containsEntry("telemetry.sdk.language", "java")
        .containsKey("service.instance.id");
  }

  @Test
  void tellsOfAFailureByTypeAndStackButNotByMessage() {
    try (OtelObservability backend = start("grpc")) {
      Span request = backend.tracer().request("request", TraceContext.NONE, System.nanoTime());
      request
          .failed("internal", new IllegalStateException(SECRET, new ArithmeticException(SECRET)))
          .end();
    }

    ReceivedSpan span = receiver.spans().getFirst();
    assertThat(span.isFailed()).isTrue();
    assertThat(span.span().getStatus().getMessage()).isEmpty();
    assertThat(span.attributes()).containsEntry("error.type", "internal");
    ReceivedSpan.Event event = span.events().getFirst();
    assertThat(event.name()).isEqualTo("exception");
    assertThat(event.attributes())
        .containsOnlyKeys("exception.type", "exception.stacktrace")
        .containsEntry("exception.type", IllegalStateException.class.getName());
    assertThat(event.attributes().get("exception.stacktrace"))
        .asString()
        .contains("at " + TraceExportTest.class.getName())
        .contains("Caused by: " + ArithmeticException.class.getName());
    assertThat(span.toString()).doesNotContain(SECRET);
  }

  @Test
  void keepsConcurrentRequestsApart() throws Exception {
    List<Span> requests = new ArrayList<>();
    try (OtelObservability backend = start("grpc");
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Span>> running = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        running.add(threads.submit(() -> search(backend, TraceContext.NONE)));
      }
      for (Future<Span> one : running) {
        requests.add(one.get());
      }
    }

    assertThat(receiver.spans()).hasSize(800);
    for (Span request : requests) {
      SpanTree tree = receiver.tree(request.context().traceId());
      assertThat(tree.roots()).hasSize(1);
      assertThat(tree.names().lines()).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void sendsHeadersAndCompressesWhenTold(String protocol) {
    try (OtelObservability backend =
        start(
            protocol,
            "OTEL_EXPORTER_OTLP_HEADERS",
            "Api-Key=abc%20def",
            "OTEL_EXPORTER_OTLP_COMPRESSION",
            "gzip")) {
      search(backend, TraceContext.NONE);
      backend.flush(Backend.PATIENCE);
    }

    OtlpReceiver.Headers traces =
        receiver.headers().stream()
            .filter(headers -> headers.path().toLowerCase(Locale.ROOT).contains("trace"))
            .findFirst()
            .orElseThrow();
    assertThat(traces.values()).containsEntry("api-key", "abc def");
    assertThat(traces.values().toString()).contains("gzip");
    assertThat(receiver.spans()).hasSize(4);
  }

  @Test
  void boundsWhatASpanHolds() {
    try (OtelObservability backend = start("grpc")) {
      Span request = backend.tracer().request("request", TraceContext.NONE, System.nanoTime());
      for (int i = 0; i < 200; i++) {
        request.attribute("key" + i, "x".repeat(10_000));
        request.event("event").link(TraceContext.random(true));
      }
      request.end();
    }

    ReceivedSpan span = receiver.spans().getFirst();
    assertThat(span.attributes()).hasSize(128);
    assertThat(span.attributes().get("key0")).asString().hasSize(4096);
    assertThat(span.events()).hasSize(128);
    assertThat(span.links()).hasSize(128);
    assertThat(span.span().getDroppedAttributesCount()).isEqualTo(72);
    assertThat(span.span().getDroppedEventsCount()).isEqualTo(72);
    assertThat(span.span().getDroppedLinksCount()).isEqualTo(72);
  }

  @Test
  void sendsAFullBatchWithoutWaitingForTheDelay() {
    try (OtelObservability backend = start("grpc", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4")) {
      search(backend, TraceContext.NONE);

      assertThat(receiver.awaitSpans(4, Backend.PATIENCE)).hasSize(4);
    }
  }
}
