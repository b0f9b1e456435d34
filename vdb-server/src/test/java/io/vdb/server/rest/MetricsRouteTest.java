package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class MetricsRouteTest {

  @TempDir Path data;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(data);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private double value(String series) {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static String requests(String method, String route, int code) {
    return "vdb_http_requests_total{method=\"%s\",route=\"%s\",code=\"%d\"}"
        .formatted(method, route, code);
  }

  @Test
  void countsRequestsByRouteTemplateAndExactStatus() {
    server.createCollection("a", "Dot");
    server.createCollection("b", "Dot");
    server.get("/collections/a");
    server.get("/collections/x");
    server.post("/collections/a/points/query", "{\"query\":[1,2,3,4]}");
    server.post("/collections/a/points/query", "{\"query\":[1,2,3]}");
    server.post("/collections/a/points/query", "{\"query\":[1,2,3,4],\"limit\":0}");
    server.get("/nope/1");
    server.get("/nope/2");

    String collection = "/collections/{collection}";
    assertThat(value(requests("PUT", collection, 200))).isEqualTo(2);
    assertThat(value(requests("GET", collection, 200))).isEqualTo(1);
    assertThat(value(requests("GET", collection, 404))).isEqualTo(1);
    assertThat(value(requests("POST", collection + "/points/query", 200))).isEqualTo(1);
    assertThat(value(requests("POST", collection + "/points/query", 400))).isEqualTo(1);
    assertThat(value(requests("POST", collection + "/points/query", 422))).isEqualTo(1);
    assertThat(value(requests("GET", "unmatched", 404))).isEqualTo(2);
    assertThat(
            value(
                "vdb_http_request_duration_seconds_count{method=\"POST\",route=\""
                    + collection
                    + "/points/query\"}"))
        .isEqualTo(3);
  }

  @Test
  void countsEveryFailedRequestOnceByItsKind() {
    server.createCollection("a", "Dot");
    server.createCollection("b", "Dot");
    server.put("/collections/a", "{\"vectors\":{\"size\":4,\"distance\":\"Dot\"}}");
    server.get("/collections/x");
    server.get("/nope");
    server.send("PATCH", "/collections", null);
    server.post("/collections/a/points/count", "{");

    assertThat(value(error("already_exists"))).isEqualTo(1);
    assertThat(value(error("not_found"))).isEqualTo(2);
    assertThat(value(error("method_not_allowed"))).isEqualTo(1);
    assertThat(value(error("invalid_argument"))).isEqualTo(1);
    assertThat(value(error("internal"))).isEqualTo(0);
  }

  private static String error(String error) {
    return "vdb_api_errors_total{protocol=\"http\",error=\"" + error + "\"}";
  }

  @Test
  void timesNothingOfARequestThatCouldNotBeRead() throws Exception {
    Logger requests = (Logger) LoggerFactory.getLogger("io.vdb.server.requests");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    requests.addAppender(lines);
    requests.setLevel(Level.INFO);
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.server().restUri().getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isPositive();
    } finally {
      requests.setLevel(null);
      requests.detachAppender(lines);
    }

    assertThat(server.get("/metrics").body())
        .containsPattern(
            "vdb_http_requests_total\\{method=\"\\w+\",route=\"unmatched\",code=\"400\"\\} 1\n")
        .doesNotContainPattern(
            "vdb_http_request_duration_seconds_count\\{method=\"\\w+\",route=\"unmatched\"\\} [1-9]");
    assertThat(lines.list)
        .singleElement()
        .satisfies(
            line ->
                assertThat(line.getKeyValuePairs())
                    .extracting(pair -> pair.key)
                    .containsExactly("method", "route", "status", "error"));
  }

  @Test
  void startsSeriesThatAlertsDependOnAtZero() {
    assertThat(value(requests("POST", "/collections/{collection}/points/query", 500))).isEqualTo(0);
    assertThat(value("vdb_log_events_total{level=\"error\"}")).isEqualTo(0);
  }

  @Test
  void showsTheRequestItselfInFlightAndItsConnection() {
    assertThat(value("vdb_http_requests_in_flight")).isEqualTo(1);
    assertThat(value("vdb_connections_open{protocol=\"http\"}")).isEqualTo(1);
    assertThat(value("vdb_connections_open{protocol=\"grpc\"}")).isEqualTo(0);
  }

  @Test
  void saysWhatRuns() {
    assertThat(server.get("/metrics").body())
        .containsPattern("vdb_build_info\\{version=\"0\\.[^\"]+\",commit=\"[^\"]+\",java=\"25[^\"]*\"\\} 1");
  }

  @Test
  void answersInTheFormatThatIsAccepted() {
    Answer text = server.get("/metrics");
    Answer open =
        server.send("GET", "/metrics", null, "Accept", "application/openmetrics-text;version=1.0.0");

    assertThat(text.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain")
        .contains("version=0.0.4");
    assertThat(open.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(open.body()).endsWith("# EOF\n");
  }

  @Test
  void answersHeadWithoutABody() {
    Answer answer = server.send("HEAD", "/metrics", null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void filtersByName() {
    String body = server.get("/metrics?name%5B%5D=vdb_build_info").body();

    assertThat(body).contains("vdb_build_info").doesNotContain("vdb_http_requests_total");
  }

  @Test
  void answersUnderItsOtherPathToo() {
    Answer answer = server.get("/health/metrics?name[]=vdb_build_info");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain");
    assertThat(answer.body()).contains("vdb_build_info{").doesNotContain("vdb_http_requests_total");
  }

  @Test
  void compressesOnRequest() throws Exception {
    HttpResponse<byte[]> plain = bytes("/metrics", "identity");
    HttpResponse<byte[]> gzip = bytes("/metrics", "gzip;q=0.8, deflate");

    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(gzip.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(gzip.headers().firstValue("vary").orElseThrow()).contains("accept-encoding");
    assertThat(gzip.body().length).isLessThan(plain.body().length / 3);
    String text =
        new String(
            new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(families(text))
        .isEqualTo(families(new String(plain.body(), StandardCharsets.UTF_8)));
  }

  private HttpResponse<byte[]> bytes(String path, String encodings) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(server.uri(path)).header("accept-encoding", encodings).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  /** Names and types of all metrics but those that appear at some later moment by themselves. */
  private static List<String> families(String text) {
    return text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .filter(line -> !line.contains(" jvm_memory_pool_allocated_bytes"))
        .filter(line -> !line.contains(" vdb_worker_last_success_timestamp_seconds"))
        .sorted()
        .toList();
  }

  @Test
  void answersHeadWithTheHeadersOfGet() {
    for (String encoding : List.of("identity", "gzip")) {
      Map<String, List<String>> get = headers("GET", encoding);
      Map<String, List<String>> head = headers("HEAD", encoding);

      assertThat(head).isEqualTo(get);
      assertThat(get).containsKeys("content-type", "vary");
      assertThat(
              server
                  .send("HEAD", "/metrics", null, "accept-encoding", encoding)
                  .headers()
                  .firstValueAsLong("content-length")
                  .orElseThrow())
          .isGreaterThan(1_000);
    }
  }

  /** Without those that differ from one answer to the next. */
  private Map<String, List<String>> headers(String method, String encoding) {
    Map<String, List<String>> headers =
        new TreeMap<>(
            server.send(method, "/metrics", null, "accept-encoding", encoding).headers().map());
    List.of(
            "date",
            "x-correlation-id",
            "content-length",
            "traceparent",
            "traceresponse",
            "x-trace-id")
        .forEach(headers::remove);
    return headers;
  }

  @Test
  void wantsTheKeyThatIsConfigured(@TempDir Path other) {
    try (TestServer guarded =
        TestServer.start(
            other,
            Map.of(
                "vdb.security.metrics-key", "the-metrics-key",
                "vdb.security.admin-key", "the-admin-key"))) {
      Answer without = guarded.get("/metrics");
      Answer wrong = guarded.send("GET", "/health/metrics", null, "api-key", "the-metrics-kez");

      for (Answer refused : List.of(without, wrong)) {
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.headers().firstValue("www-authenticate"))
            .contains("Bearer realm=\"vdb\"");
        assertThat(refused.error()).contains("vdb.security.metrics-key").doesNotContain("the-");
      }
      assertThat(guarded.send("GET", "/metrics", null, "api-key", "the-metrics-key").status())
          .isEqualTo(200);
      Answer scrape =
          guarded.send("GET", "/metrics", null, "Authorization", "Bearer the-admin-key");
      assertThat(scrape.status()).isEqualTo(200);
      assertThat(scrape.body())
          .contains("vdb_api_errors_total{protocol=\"http\",error=\"unauthenticated\"} 2")
          .doesNotContain("the-metrics-key", "the-admin-key");
    }
  }

  @Test
  void warnsOfScrapesThatAreRefusedAndKeepsThemOutOfRecentErrors(@TempDir Path other)
      throws IOException {
    try (TestServer guarded =
        TestServer.start(
            other.resolve("data"),
            Map.of(
                "vdb.security.metrics-key", "the-metrics-key",
                "vdb.log.output", other.resolve("vdb.log").toString(),
                "vdb.log.level", "warn"))) {
      guarded.send("GET", "/metrics", null, "X-Correlation-ID", "wrong-key-on-a-scrape");

      JsonNode warning = TestServer.awaitLine(other.resolve("vdb.log"), "wrong-key-on-a-scrape");
      assertThat(warning.path("level").asText()).isEqualTo("WARN");
      assertThat(warning.path("route").asText()).isEqualTo("/metrics");
      assertThat(warning.path("status").asInt()).isEqualTo(401);
      assertThat(warning.path("error").asText()).isEqualTo("unauthenticated");
      assertThat(guarded.get("/admin/errors/recent?limit=1000").body())
          .doesNotContain("wrong-key-on-a-scrape");
    }
  }

  @Test
  void keepsTwoServersOfOneProcessApart(@TempDir Path other) {
    try (TestServer second = TestServer.start(other)) {
      server.createCollection("a", "Dot");
      server.get("/collections/a");
      second.get("/collections/b");

      String collection = "/collections/{collection}";
      assertThat(value(requests("GET", collection, 200))).isEqualTo(1);
      assertThat(value(requests("GET", collection, 404))).isNaN();
      assertThat(second.get("/metrics").body())
          .contains(requests("GET", collection, 404) + " 1")
          .contains(requests("GET", collection, 200) + " 0");
    }
  }

  @Test
  void isNotFoundWithoutABackend(@TempDir Path other) {
    try (TestServer silent =
        TestServer.start(other, Map.of("vdb.observability.backends", "none"))) {
      Answer answer = silent.get("/metrics");

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.error()).contains("vdb.observability.backends");
    }
  }
}
