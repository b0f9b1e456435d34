package io.vdb.it.observed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.grpc.Collections.UpdateCollectionClusterSetupRequest;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The line that each request leaves, compared with what its client was told. */
final class RequestLinesIT {

  private static final int CONCURRENT = 200;
  private static final Metadata.Key<String> CORRELATION_ID =
      Metadata.Key.of("x-correlation-id", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> TRACE_ID =
      Metadata.Key.of("x-trace-id", Metadata.ASCII_STRING_MARSHALLER);

  @RegisterExtension static final Servers SERVERS = Servers.forClass();

  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server =
        SERVERS.start(
            Distribution.freshFolder("request-lines-data"),
            Map.of("VDB_LIMITS_BODY_BYTES", "8KiB"));
    try (RestClient client = server.client()) {
      client.put("/collections/lines", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
    }
  }

  /** Returns the one line of a request. */
  private static JsonNode line(String correlationId) throws InterruptedException {
    List<String> lines =
        server.awaitLogLines(
            soFar -> !LogLines.completions(soFar, correlationId).isEmpty());
    List<JsonNode> own = LogLines.completions(lines, correlationId);
    assertThat(own).hasSize(1);
    return own.getFirst();
  }

  @Test
  void agreesWithWhatTheClientWasTold() throws Exception {
    try (RestClient client = server.client()) {
      List<Answer> answers =
          List.of(
              client.get("/collections/lines"),
              client.put(
                  "/collections/lines/points?wait=true",
                  "{'points': [{'id': 1, 'vector': [1, 2]}]}"),
              client.post("/collections/lines/points/query", "{'query': [1, 0]}"),
              client.post("/collections/lines/points/query", "{'query': [1, 0, 0]}"),
              client.post("/collections/lines/points/query", "{"),
              client.get("/collections/none"),
              client.get("/no/such/route"),
              client.post("/metrics", "{}"),
              client.put("/collections/lines/points", "x".repeat(10_000)));
      assertThat(answers)
          .extracting(Answer::status)
          .containsExactly(200, 200, 200, 400, 400, 404, 404, 405, 413);
      List<String> routes =
          List.of(
              "/collections/{collection}",
              "/collections/{collection}/points",
              "/collections/{collection}/points/query",
              "/collections/{collection}/points/query",
              "/collections/{collection}/points/query",
              "/collections/{collection}",
              "unmatched",
              "unmatched",
              "/collections/{collection}/points");
      List<String> errors =
          List.of("", "", "", "invalid_argument", "invalid_argument", "not_found", "not_found",
              "method_not_allowed", "payload_too_large");
      for (int i = 0; i < answers.size(); i++) {
        Answer answer = answers.get(i);
        JsonNode line = line(answer.header("X-Correlation-ID"));
        assertThat(line.path("trace_id").asText()).isEqualTo(answer.header("X-Trace-Id"));
        assertThat(answer.header("traceresponse"))
            .contains(line.path("trace_id").asText() + "-" + line.path("span_id").asText())
            .isEqualTo(answer.header("traceparent"));
        assertThat(line.path("method").asText()).isEqualTo(answer.request().split(" ", -1)[0]);
        assertThat(line.path("route").asText()).isEqualTo(routes.get(i));
        assertThat(line.path("status").asInt()).isEqualTo(answer.status());
        assertThat(line.path("error").asText()).isEqualTo(errors.get(i));
        assertThat(line.path("level").asText()).isEqualTo("INFO");
        assertThat(line.path("duration_ms").asDouble()).isBetween(0.0, 60_000.0);
        assertThat(line.path("request_bytes").isIntegralNumber()).isTrue();
        assertThat(line.path("response_bytes").asInt()).isEqualTo(answer.bytes().length);
      }
    }
  }

  @Test
  void belongsToItsRequestHoweverManyThereAreAtOnce() throws Exception {
    Map<String, String> traces = new HashMap<>();
    List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
    try (HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < CONCURRENT; i++) {
        String trace = "%032x".formatted(0xabcdef00L + i);
        traces.put("many-" + i, trace);
        answers.add(client.sendAsync(numbered(i, trace), BodyHandlers.discarding()));
      }
      for (int i = 0; i < CONCURRENT; i++) {
        HttpResponse<Void> answer = answers.get(i).get(60, TimeUnit.SECONDS);
        assertThat(answer.headers().firstValue("x-correlation-id")).hasValue("many-" + i);
        assertThat(answer.headers().firstValue("x-trace-id")).hasValue(traces.get("many-" + i));
      }
    }
    List<String> lines =
        server.awaitLogLines(
            soFar -> ofMany(soFar).size() >= CONCURRENT);
    List<JsonNode> own = ofMany(lines);
    assertThat(own).hasSize(CONCURRENT);
    for (JsonNode line : own) {
      String id = line.path("correlation_id").asText();
      assertThat(line.path("trace_id").asText()).as(id).isEqualTo(traces.get(id));
      int number = Integer.parseInt(id.substring("many-".length()));
      assertThat(line.path("status").asInt()).as(id).isEqualTo(status(number));
    }
  }

  private static List<JsonNode> ofMany(List<String> lines) {
    return LogLines.completions(lines).stream()
        .filter(line -> line.path("correlation_id").asText().startsWith("many-"))
        .toList();
  }

  private static int status(int i) {
    return i % 3 == 2 ? 404 : 200;
  }

  private static HttpRequest numbered(int i, String trace) {
    String path =
        switch (i % 3) {
          case 0 -> "/collections/lines/points/query";
          case 1 -> "/collections/lines/points";
          default -> "/collections/none/points/count";
        };
    String body =
        switch (i % 3) {
          case 0 -> "{\"query\": [1, 0]}";
          case 1 -> "{\"points\": [{\"id\": " + (i + 10) + ", \"vector\": [1, 2]}]}";
          default -> "{}";
        };
    return HttpRequest.newBuilder(URI.create(server.rest() + path))
        .header("content-type", "application/json")
        .header("x-correlation-id", "many-" + i)
        .header("traceparent", "00-" + trace + "-00000000000000ff-00")
        .method(i % 3 == 1 ? "PUT" : "POST", HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  @Test
  void hasNoIdThatCouldForgeAnother() throws Exception {
    try (RestClient client = server.client()) {
      for (String forged :
          List.of(
              "forged id", "x\",\"level\":\"ERROR", "a".repeat(129), "${jndi:x}", "forged/id")) {
        Answer answer = client.getWith("/collections", "X-Correlation-ID", forged);
        String id = answer.header("X-Correlation-ID");
        assertThat(id).matches("[0-9a-f-]{36}");
        assertThat(line(id).path("level").asText()).isEqualTo("INFO");
        assertThat(server.logLines()).noneMatch(line -> line.contains(forged));
      }
      Answer answer = client.getWith("/collections", "traceparent", "00-nonsense-b7ad-01");
      assertThat(answer.header("X-Trace-Id")).matches("[0-9a-f]{32}");
    }
  }

  @Test
  void isLeftByCallsToo() throws Exception {
    ManagedChannel channel =
        Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
    try {
      AtomicReference<Metadata> headers = new AtomicReference<>();
      AtomicReference<Metadata> trailers = new AtomicReference<>();
      Metadata own = new Metadata();
      own.put(CORRELATION_ID, "call-1");
      var observed =
          ClientInterceptors.intercept(
              channel,
              MetadataUtils.newAttachHeadersInterceptor(own),
              MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));

      var health =
          QdrantGrpc.newBlockingStub(observed)
              .withDeadlineAfter(60, TimeUnit.SECONDS)
              .healthCheck(HealthCheckRequest.getDefaultInstance());
      assertThat(health.getVersion()).isNotEmpty();
      JsonNode line = line("call-1");
      assertThat(line.path("service").asText()).isEqualTo("qdrant.Qdrant");
      assertThat(line.path("method").asText()).isEqualTo("HealthCheck");
      assertThat(line.path("code").asText()).isEqualTo("OK");
      assertThat(headers.get().get(CORRELATION_ID)).isEqualTo("call-1");
      assertThat(line.path("trace_id").asText()).isEqualTo(headers.get().get(TRACE_ID));

      own.discardAll(CORRELATION_ID);
      own.put(CORRELATION_ID, "call-2");
      assertThatThrownBy(
              () ->
                  CollectionsGrpc.newBlockingStub(observed)
                      .withDeadlineAfter(60, TimeUnit.SECONDS)
                      .updateCollectionClusterSetup(
                          UpdateCollectionClusterSetupRequest.getDefaultInstance()))
          .isInstanceOf(StatusRuntimeException.class);
      JsonNode refused = line("call-2");
      assertThat(refused.path("code").asText()).isEqualTo("UNIMPLEMENTED");
      assertThat(refused.path("error").asText()).isEqualTo("unimplemented");
      assertThat(trailers.get().get(TRACE_ID)).isEqualTo(refused.path("trace_id").asText());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void isNotWrittenForProbes() throws Exception {
    try (RestClient client = server.client()) {
      client.getWith("/healthz", "X-Correlation-ID", "probe-1");
      client.getWith("/metrics", "X-Correlation-ID", "probe-2");
      client.getWith("/collections", "X-Correlation-ID", "after-probes");
    }
    line("after-probes");
    assertThat(server.logLines()).noneMatch(line -> line.contains("probe-1"));
    assertThat(server.logLines()).noneMatch(line -> line.contains("probe-2"));
  }

  @Test
  void isNeverLostBetweenFiles() throws Exception {
    Path folder = Distribution.freshFolder("request-lines-files");
    ServerProcess writing =
        SERVERS.start(
            Distribution.freshFolder("request-lines-files-data"),
            Map.of(
                "VDB_LOG_OUTPUT", folder.resolve("vdb.log").toString(),
                "VDB_LOG_MAX_FILE_SIZE", "16KiB",
                "VDB_LOG_MAX_FILES", "1000"));
    Set<String> sent = new HashSet<>();
    try (RestClient client = writing.client()) {
      for (int i = 0; i < 300; i++) {
        client.getWith("/collections", "X-Correlation-ID", "filed-" + i);
        sent.add("filed-" + i);
      }
    }
    assertThat(writing.stop()).isZero();

    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    assertThat(files).hasSizeGreaterThan(3);
    assertThat(files)
        .filteredOn(file -> !file.endsWith("vdb.log"))
        .allMatch(file -> file.toString().endsWith(".gz"));
    List<String> ids = new ArrayList<>();
    for (Path file : files) {
      LogLines.completions(lines(file))
          .forEach(line -> ids.add(line.path("correlation_id").asText()));
    }
    assertThat(ids).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(lines(folder.resolve("vdb.log")).getLast()).contains("the database is closed");
  }

  private static List<String> lines(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        BufferedReader text =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in,
                    StandardCharsets.UTF_8))) {
      return text.lines().toList();
    }
  }
}
