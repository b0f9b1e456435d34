package io.vdb.server.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.MediaType;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.health.v1.HealthGrpc.HealthStub;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.qdrant.client.grpc.Collections.UpdateCollectionClusterSetupRequest;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.QdrantGrpc.QdrantBlockingStub;
import io.qdrant.client.grpc.QdrantOuterClass;
import io.vdb.observability.tck.SpanReading;
import io.vdb.server.MemoryBackend;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Spans and ids of requests, seen from outside and in what a backend records. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RequestTraceTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final int PATIENCE_SECONDS = 60;
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) {
    server =
        TestServer.start(
            data,
            Map.of(
                "vdb.observability.backends", "prometheus,memory",
                "vdb.observability.settings.memory.name", "trace-test",
                "vdb.limits.body-bytes", "2KiB"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static List<SpanReading> spans() {
    return MemoryBackend.of("trace-test").endedSpans();
  }

  /** Spans end after the answer has left. */
  private static SpanReading await(Predicate<SpanReading> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      for (SpanReading span : spans()) {
        if (wanted.test(span)) {
          return span;
        }
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("no such span among " + spans());
  }

  private static SpanReading awaitRoot(String correlationId) throws InterruptedException {
    return await(
        span ->
            correlationId.equals(span.attributes().get("vdb.correlation_id"))
                && (span.attributes().containsKey("http.response.status_code")
                    || span.attributes().containsKey("rpc.system.name")));
  }

  private static String id(HttpHeaders headers, String name) {
    return headers.firstValue(name).orElse("");
  }

  @Test
  void recordsARequestUnderTheSpanThatTheClientBrought() throws Exception {
    Answer answer =
        server.send(
            "GET", "/collections/none", null, "traceparent", PARENT, "X-Request-ID", "r-2");

    SpanReading span = awaitRoot("r-2");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(span.name()).isEqualTo("GET /collections/{collection}");
    assertThat(span.context().traceId()).isEqualTo(TRACE);
    assertThat(span.parentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(span.failure()).as("4xx is the client's failure").isEmpty();
    assertThat(span.attributes())
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.route", "/collections/{collection}")
        .containsEntry("url.path", "/collections/none")
        .containsEntry("url.scheme", "http")
        .containsEntry("network.protocol.version", "1.1")
        .containsEntry("http.response.status_code", 404L)
        .containsEntry("vdb.correlation_id", "r-2")
        .doesNotContainKey("error.type");
    assertThat(span.endNanos()).isGreaterThan(span.startNanos());
    assertThat(id(answer.headers(), "x-trace-id")).isEqualTo(TRACE);
    assertThat(id(answer.headers(), "traceparent"))
        .isEqualTo("00-" + TRACE + "-" + span.context().spanId() + "-01")
        .isEqualTo(id(answer.headers(), "traceresponse"));
  }

  @Test
  void tellsAClientItsRequestIdUnderTheNameThatItCameBy() throws Exception {
    Answer answer = server.send("GET", "/collections", null, "X-Request-ID", "r-3");
    Answer both =
        server.send(
            "GET", "/nothing", null, "X-Request-ID", "r-4", "X-Correlation-ID", "c-4");
    Answer neither = server.send("GET", "/healthz", null, "X-Request-ID", "not fit/for logs");

    assertThat(id(answer.headers(), "x-request-id")).isEqualTo("r-3");
    assertThat(id(answer.headers(), "x-correlation-id")).isEqualTo("r-3");
    assertThat(id(both.headers(), "x-request-id")).isEqualTo("r-4");
    assertThat(id(both.headers(), "x-correlation-id")).isEqualTo("c-4");
    assertThat(neither.headers().firstValue("x-request-id")).isEmpty();
    assertThat(raw("GET / HTTP/1.1\r\nhost: x\r\nx-request-id: r-5\r\n\r\n"))
        .containsIgnoringCase("x-request-id: r-5\r\n");
    assertThat(headersOfACall("x-request-id", "r-6").get("x-request-id")).isEqualTo("r-6");
  }

  /** Headers of the answer to a gRPC call, seen as HTTP. */
  private com.linecorp.armeria.common.HttpHeaders headersOfACall(String name, String value) {
    return WebClient.of("h2c://127.0.0.1:" + server.grpc().getPort())
        .blocking()
        .prepare()
        .post("/qdrant.Qdrant/HealthCheck")
        .header(name, value)
        .content(MediaType.parse("application/grpc+proto"), new byte[5])
        .execute()
        .headers();
  }

  @Test
  void recordsWhatNoRouteTakesWithoutItsPathInTheName() throws Exception {
    Answer answer = server.send("GET", "/nothing", null, "X-Correlation-ID", "unmatched-1");

    SpanReading span = awaitRoot("unmatched-1");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(span.name()).isEqualTo("GET unmatched");
    assertThat(span.attributes()).doesNotContainKey("http.route");
  }

  @Test
  void givesProbesIdsAndRecordsNone() throws Exception {
    for (String path : List.of("/", "/healthz", "/livez", "/readyz", "/metrics")) {
      Answer answer =
          server.send("GET", path, null, "traceparent", PARENT, "X-Correlation-ID", "probe");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(id(answer.headers(), "x-correlation-id")).isEqualTo("probe");
      assertThat(id(answer.headers(), "x-trace-id")).isEqualTo(TRACE);
      assertThat(id(answer.headers(), "traceparent")).endsWith("-00");
    }
    server.send("GET", "/collections", null, "X-Correlation-ID", "after-probes");
    awaitRoot("after-probes");
    assertThat(spans())
        .noneMatch(span -> "probe".equals(span.attributes().get("vdb.correlation_id")));
  }

  @Test
  void tellsItsIdsWithEveryAnswer() throws Exception {
    List<Answer> answers =
        List.of(
            server.get("/collections"),
            server.get("/collections/none"),
            server.get("/no/such/route"),
            server.delete("/healthz"),
            server.put("/collections/x", "{"),
            server.put("/collections/x", " ".repeat(3_000)));
    assertThat(answers)
        .extracting(Answer::status)
        .containsExactly(200, 404, 404, 405, 400, 413);
    for (Answer answer : answers) {
      assertThat(id(answer.headers(), "x-correlation-id")).isNotEmpty();
      assertThat(id(answer.headers(), "x-trace-id")).matches("[0-9a-f]{32}");
      assertThat(id(answer.headers(), "traceresponse"))
          .startsWith("00-" + id(answer.headers(), "x-trace-id"));
      assertThat(id(answer.headers(), "traceparent"))
          .isEqualTo(id(answer.headers(), "traceresponse"));
    }
  }

  @Test
  void tellsIdsEvenWhereARequestIsNotHttp() throws IOException {
    for (String request :
        List.of(
            "GET / HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n",
            "NONSENSE /x HTTP/1.1\r\nhost: x\r\n\r\n")) {
      String answer = raw(request);
      assertThat(answer)
          .as(request)
          .startsWith("HTTP/1.1 4")
          .containsIgnoringCase("x-correlation-id: ")
          .containsIgnoringCase("x-trace-id: ")
          .containsIgnoringCase("traceresponse: 00-");
    }
  }

  private String raw(String request) throws IOException {
    int port = server.server().restUri().getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          break;
        }
        answer.append((char) b);
      }
      return answer.toString();
    }
  }

  private <T> T grpc(Class<T> type, String correlationId) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + server.grpc().getPort() + "/")
        .setHeader("x-correlation-id", correlationId)
        .setHeader("traceparent", PARENT)
        .responseTimeoutMillis(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))
        .build(type);
  }

  @Test
  void recordsCalls() throws Exception {
    assertThat(
            grpc(QdrantBlockingStub.class, "grpc-1")
                .healthCheck(QdrantOuterClass.HealthCheckRequest.getDefaultInstance())
                .getVersion())
        .isNotEmpty();

    SpanReading span = awaitRoot("grpc-1");
    assertThat(span.name()).isEqualTo("qdrant.Qdrant/HealthCheck");
    assertThat(span.context().traceId()).isEqualTo(TRACE);
    assertThat(span.parentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(span.failure()).isEmpty();
    assertThat(span.attributes())
        .containsEntry("rpc.system.name", "grpc")
        .containsEntry("rpc.method", "qdrant.Qdrant/HealthCheck")
        .containsEntry("rpc.response.status_code", "OK");
  }

  @Test
  void recordsCallsThatAreNotServed() throws Exception {
    assertThatThrownBy(
            () ->
                grpc(CollectionsBlockingStub.class, "grpc-2")
                    .updateCollectionClusterSetup(
                        UpdateCollectionClusterSetupRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class);

    SpanReading span = awaitRoot("grpc-2");
    assertThat(span.name()).isEqualTo("_other/_other");
    assertThat(span.failure()).isEqualTo("UNIMPLEMENTED");
  }

  @Test
  void countsACallThatTheClientGivesUpOnce() throws Exception {
    CountDownLatch watching = new CountDownLatch(1);
    AtomicReference<ClientCallStreamObserver<HealthCheckRequest>> call = new AtomicReference<>();
    grpc(HealthStub.class, "grpc-3")
        .watch(
            HealthCheckRequest.getDefaultInstance(),
            new ClientResponseObserver<HealthCheckRequest, HealthCheckResponse>() {
              @Override
              public void beforeStart(ClientCallStreamObserver<HealthCheckRequest> started) {
                call.set(started);
              }

              @Override
              public void onNext(HealthCheckResponse status) {
                watching.countDown();
              }

              @Override
              public void onError(Throwable error) {}

              @Override
              public void onCompleted() {}
            });
    assertThat(watching.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    call.get().cancel("the client gives up", null);

    String series = "vdb_grpc_requests_total{service=\"grpc.health.v1.Health\",method=\"Watch\",";
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String scrape = "";
    while (!scrape.contains(series + "code=\"CANCELLED\"") && System.nanoTime() < deadline) {
      scrape = server.get("/metrics").body();
    }
    assertThat(scrape)
        .contains(series + "code=\"CANCELLED\"} 1")
        .contains(series + "code=\"OK\"} 0");
    assertThat(
            grpc(HealthBlockingStub.class, "grpc-4")
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatusValue())
        .isPositive();
    server.send("GET", "/collections", null, "X-Correlation-ID", "after-calls");
    awaitRoot("after-calls");
    assertThat(spans())
        .as("health checks are probes")
        .noneMatch(span -> "grpc-3".equals(span.attributes().get("vdb.correlation_id")))
        .noneMatch(span -> "grpc-4".equals(span.attributes().get("vdb.correlation_id")));
  }

  @Test
  void timesTheWorkOfThePools() {
    server.get("/collections");
    server.put("/collections/pooled", "{\"vectors\":{\"size\":4,\"distance\":\"Dot\"}}");
    server.post("/collections/pooled/points/count", "{}");
    server.post("/collections/pooled/points/count", "{");
    String scrape = server.get("/metrics").body();

    assertThat(scrape)
        .contains("vdb_pool_max_size{pool=\"execution\"} ")
        .contains("vdb_pool_waiters{pool=\"execution\"} 0")
        .containsPattern(
            "vdb_pool_task_duration_seconds_count\\{pool=\"execution\",class=\"read\","
                + "status=\"error\"\\} [1-9]")
        .containsPattern(
            "vdb_pool_task_duration_seconds_count\\{pool=\"write\",class=\"write\","
                + "status=\"success\"\\} [1-9]")
        .containsPattern(
            "vdb_pool_acquire_duration_seconds_count\\{pool=\"execution\"\\} [1-9]");
  }
}
