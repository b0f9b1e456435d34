package io.vdb.it.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vdb.it.server.OutsideTools;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Backends;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Sends a trace to a real Jaeger and finds it. Skipped where none is on the PATH. */
@Isolated("it has a second to find a trace, and ports that it found free")
final class JaegerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How soon after the flush a trace is found. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @Test
  void findsATraceWithinASecondOfTheFlush() throws Exception {
    int query = freePort();
    int otlp = freePort();
    Process jaeger = start(query, otlp);
    try {
      await(() -> answers(query, "/api/services"), PATIENCE, "Jaeger to answer");
      Span request;
      try (Observability backend = exportingTo(otlp)) {
        request =
            backend
                .tracer()
                .request("POST /collections/{name}/points", TraceContext.NONE, System.nanoTime());
        request.child("search").attribute("vdb.search.limit", 10L).end();
        request.end();
      }

      String path = "/api/traces/" + request.context().traceId();
      await(() -> spanNames(query, path).size() == 2, SOON, "the trace to be found");
      assertThat(spanNames(query, path))
          .containsExactlyInAnyOrder("POST /collections/{name}/points", "search");
    } finally {
      jaeger.destroy();
      if (!jaeger.waitFor(10, TimeUnit.SECONDS)) {
        jaeger.destroyForcibly();
      }
    }
  }

  private static Observability exportingTo(int port) {
    return Backends.start(
        List.of("otel"),
        new BackendConfig(
            "vdb-jaeger-test",
            "1",
            "testing",
            Map.of(
                "otel.traces-endpoint", "http://127.0.0.1:" + port, "otel.sample-rate", "1"),
            Map.of()),
        JaegerIT.class.getClassLoader());
  }

  /** Version 2 is {@code jaeger} and takes a file; version 1 is {@code jaeger-all-in-one}. */
  private Process start(int query, int otlp) throws IOException {
    int admin = freePort();
    Optional<Path> two = onPath("jaeger");
    List<String> command;
    if (two.isPresent()) {
      Path config = folder.resolve("jaeger.yaml");
      Files.writeString(config, config(query, admin, otlp));
      command = List.of(two.get().toString(), "--config", config.toString());
    } else {
      Optional<Path> one = onPath("jaeger-all-in-one");
      if (one.isEmpty()) {
        OutsideTools.skip("this test needs jaeger or jaeger-all-in-one on the PATH");
      }
      command =
          List.of(
              one.orElseThrow().toString(),
              "--query.http-server.host-port=127.0.0.1:" + query,
              "--query.grpc-server.host-port=127.0.0.1:" + freePort(),
              "--collector.otlp.grpc.host-port=127.0.0.1:" + otlp,
              "--collector.otlp.http.host-port=127.0.0.1:" + freePort(),
              "--admin.http.host-port=127.0.0.1:" + admin);
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("jaeger.log").toFile())
        .start();
  }

  private static Optional<Path> onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(part -> !part.isEmpty())
        .map(part -> Path.of(part, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition, Duration patience, String what)
      throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + patience + " for " + what);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean answers(int port, String path) throws InterruptedException {
    try {
      return get(port, path).statusCode() == 200;
    } catch (IOException _) {
      return false; // not there yet
    }
  }

  private List<String> spanNames(int port, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(port, path);
    if (answer.statusCode() != 200) {
      return List.of();
    }
    JsonNode spans = new ObjectMapper().readTree(answer.body()).at("/data/0/spans");
    return StreamSupport.stream(spans.spliterator(), false)
        .map(span -> span.path("operationName").asText())
        .toList();
  }

  private HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(5))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String config(int query, int admin, int otlp) {
    return """
      service:
        extensions: [jaeger_storage, jaeger_query]
        pipelines:
          traces:
            receivers: [otlp]
            exporters: [jaeger_storage_exporter]
        telemetry:
          metrics:
            level: none
      extensions:
        jaeger_storage:
          backends:
            kept:
              memory:
                max_traces: 1000
        jaeger_query:
          storage:
            traces: kept
          http:
            endpoint: 127.0.0.1:%d
          grpc:
            endpoint: 127.0.0.1:%d
      receivers:
        otlp:
          protocols:
            grpc:
              endpoint: 127.0.0.1:%d
      exporters:
        jaeger_storage_exporter:
          trace_storage: kept
      """
        .formatted(query, admin, otlp);
  }
}
