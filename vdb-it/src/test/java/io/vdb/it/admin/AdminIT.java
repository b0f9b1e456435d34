package io.vdb.it.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import io.vdb.server.proto.admin.v1.GetMetricsRequest;
import io.vdb.server.proto.admin.v1.GetMetricsResponse;
import io.vdb.server.proto.admin.v1.Level;
import io.vdb.server.proto.admin.v1.ListLoggersRequest;
import io.vdb.server.proto.admin.v1.ListRecentErrorsRequest;
import io.vdb.server.proto.admin.v1.ListSlowQueriesRequest;
import io.vdb.server.proto.admin.v1.ResetLoggerRequest;
import io.vdb.server.proto.admin.v1.SetLoggerLevelRequest;
import io.vdb.server.proto.admin.v1.SlowQuery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class AdminIT {

  private static final String ADMIN_KEY = "admin-key-that-nobody-sees";
  private static final String METRICS_KEY = "metrics-key-that-nobody-sees";
  private static final String[] AS_ADMIN = {"Authorization", "Bearer " + ADMIN_KEY};
  private static final String[] AS_SCRAPER = {"api-key", METRICS_KEY};

  /** Gauges that may have another value for a moment, and the same before and after it. */
  private static final Pattern GOES_UP_AND_DOWN =
      Pattern.compile("jvm_|process_|vdb_\\w+_in_flight|vdb_pool_|vdb_request_held_bytes");

  /** Lines about what is there from the first collection of garbage on, or the first commit. */
  private static final Pattern APPEARS_LATER =
      Pattern.compile(
          "(# (HELP|TYPE) )?"
              + "(jvm_memory_pool_allocated_bytes|vdb_worker_last_success_timestamp_seconds)");

  @RegisterExtension static final Servers SERVERS = Servers.forClass();

  private static ServerProcess process;
  private static AdminClient server;

  @BeforeAll
  static void start() throws Exception {
    process =
        SERVERS.start(
            Distribution.freshFolder("admin-data"),
            Map.of(
                "VDB_SECURITY_ADMIN_KEY", ADMIN_KEY,
                "VDB_SECURITY_METRICS_KEY", METRICS_KEY,
                "VDB_SLOW_QUERIES_THRESHOLD", "0ms"));
    server = new AdminClient(process);
    server.result("PUT", "/collections/a", "{'vectors': {'size': 2, 'distance': 'Dot'}}");
    server.result(
        "PUT",
        "/collections/a/points?wait=true",
        "{'points': [{'id': 1, 'vector': [0.123456, 2], 'payload': {'k': 'secret-payload'}}]}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<byte[]> scrape(String method, String path, String... headers)
      throws IOException, InterruptedException {
    return server.send(method, path, "", headers);
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /** Names and types of all metrics but those that appear at some later moment by themselves. */
  private static List<String> families(String text) {
    return text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .filter(line -> !APPEARS_LATER.matcher(line).lookingAt())
        .sorted()
        .toList();
  }

  private static void assertRefused(Status.Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .hasMessageContaining("vdb.security.");
  }

  @Test
  void servesOneTextOverBothPathsAndOverGrpc() throws Exception {
    HttpResponse<byte[]> text = scrape("GET", "/metrics", AS_SCRAPER);
    HttpResponse<byte[]> alias = scrape("GET", "/health/metrics", AS_SCRAPER);
    GetMetricsResponse overGrpc =
        server.grpc(AS_SCRAPER).getMetrics(GetMetricsRequest.getDefaultInstance());

    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(header(text, "content-type")).startsWith("text/plain").contains("version=0.0.4");
    assertThat(header(alias, "content-type")).isEqualTo(header(text, "content-type"));
    assertThat(overGrpc.getContentType().replace(" ", ""))
        .isEqualToIgnoringCase(header(text, "content-type").replace(" ", ""));
    List<String> families = families(AdminClient.text(text));
    assertThat(families).hasSizeGreaterThan(20);
    assertThat(families(AdminClient.text(alias))).isEqualTo(families);
    assertThat(families(overGrpc.getText())).isEqualTo(families);
  }

  @Test
  void answersScrapersInTheFormTheyAskFor() throws Exception {
    HttpResponse<byte[]> plain = scrape("GET", "/metrics", AS_SCRAPER);
    HttpResponse<byte[]> gzip =
        scrape("GET", "/metrics", "api-key", METRICS_KEY, "Accept-Encoding", "gzip");
    HttpResponse<byte[]> open =
        scrape(
            "GET",
            "/metrics?name%5B%5D=vdb_build_info",
            "api-key",
            METRICS_KEY,
            "Accept",
            "application/openmetrics-text; version=1.0.0");

    assertThat(header(gzip, "content-encoding")).isEqualTo("gzip");
    assertThat(gzip.body().length).isLessThan(plain.body().length / 3);
    String inflated =
        new String(
            new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(families(inflated)).isEqualTo(families(AdminClient.text(plain)));
    assertThat(header(open, "content-type")).startsWith("application/openmetrics-text");
    assertThat(families(AdminClient.text(open))).hasSize(1);
    assertThat(AdminClient.text(open)).contains("vdb_build_info{").endsWith("# EOF\n");
  }

  @Test
  void answersHeadLikeGetWithoutABody() throws Exception {
    HttpResponse<byte[]> get = scrape("GET", "/metrics", AS_SCRAPER);
    HttpResponse<byte[]> head = scrape("HEAD", "/metrics", AS_SCRAPER);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "content-type")).isEqualTo(header(get, "content-type"));
    assertThat(header(head, "vary")).isEqualTo(header(get, "vary"));
    assertThat(Integer.parseInt(header(head, "content-length"))).isGreaterThan(10_000);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void letsInOnlyWithTheRightKey() throws Exception {
    HttpResponse<byte[]> nobody = scrape("GET", "/metrics");
    HttpResponse<byte[]> scraper = server.send("GET", "/admin", "", AS_SCRAPER);

    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(header(nobody, "www-authenticate")).startsWith("Bearer");
    assertThat(AdminClient.text(nobody)).contains("vdb.security.metrics-key");
    assertThat(scrape("GET", "/metrics", AS_ADMIN).statusCode()).isEqualTo(200);
    assertThat(scraper.statusCode()).isEqualTo(401);
    assertThat(AdminClient.text(scraper)).contains("vdb.security.admin-key");
    assertThat(server.send("GET", "/admin", "", AS_ADMIN).statusCode()).isEqualTo(200);
    assertRefused(
        Status.Code.UNAUTHENTICATED,
        () -> server.grpc().getMetrics(GetMetricsRequest.getDefaultInstance()));
    assertRefused(
        Status.Code.UNAUTHENTICATED,
        () -> server.grpc(AS_SCRAPER).listLoggers(ListLoggersRequest.getDefaultInstance()));
    assertThat(AdminClient.text(scrape("GET", "/metrics", AS_SCRAPER)))
        .contains("error=\"unauthenticated\"")
        .doesNotContain(ADMIN_KEY, METRICS_KEY);
  }

  @Test
  void changesALevelThatTakesItselfBack() throws Exception {
    String logger = "/admin/loggers/io.vdb.server.requests";
    JsonNode changed =
        server.result(
            "PUT",
            logger,
            "{'level': 'debug', 'expires_after': '6s'}",
            "api-key",
            ADMIN_KEY,
            "X-Correlation-ID",
            "change-over-rest");

    assertThat(changed.path("level").asText()).isEqualTo("debug");
    server.send("GET", "/collections/a", "", "X-Correlation-ID", "while-at-debug");
    server.awaitLine(
        line ->
            line.path("level").asText().equals("DEBUG")
                && line.path("correlation_id").asText().equals("while-at-debug"));
    JsonNode audit =
        server.awaitLine(
            line ->
                line.path("logger").asText().equals("io.vdb.server.audit")
                    && line.path("correlation_id").asText().equals("change-over-rest"));
    assertThat(audit.path("action").asText()).isEqualTo("set_logger_level");
    assertThat(audit.path("target").asText()).isEqualTo("io.vdb.server.requests");
    assertThat(audit.path("from").asText()).isEqualTo("info");
    assertThat(audit.path("to").asText()).isEqualTo("debug for 6s");
    assertThat(audit.path("peer").asText()).isEqualTo("127.0.0.1");
    JsonNode expired =
        server.awaitLine(line -> line.path("action").asText().equals("expire_logger_level"));
    assertThat(expired.path("correlation_id").asText()).isEqualTo("change-over-rest");

    JsonNode after = server.result("GET", logger, "", AS_ADMIN);
    assertThat(after.path("level").asText()).isEqualTo("info");
    assertThat(after.has("change")).isFalse();
  }

  @Test
  void changesALevelOverGrpcToo() throws Exception {
    String name = "io.vdb.core";
    server
        .grpc("api-key", ADMIN_KEY, "x-correlation-id", "change-over-grpc")
        .setLoggerLevel(
            SetLoggerLevelRequest.newBuilder()
                .setName(name)
                .setLevel(Level.LEVEL_ERROR)
                .setNeverExpires(true)
                .build());

    assertThat(
            server
                .result("GET", "/admin/loggers/" + name, "", AS_ADMIN)
                .path("level")
                .asText())
        .isEqualTo("error");
    JsonNode audit =
        server.awaitLine(
            line ->
                line.path("action").asText().equals("set_logger_level")
                    && line.path("target").asText().equals(name));
    assertThat(audit.path("correlation_id").asText()).isEqualTo("change-over-grpc");
    assertThat(audit.path("peer").asText()).isEqualTo("127.0.0.1");
    assertThat(
            server
                .grpc(AS_ADMIN)
                .resetLogger(ResetLoggerRequest.newBuilder().setName(name).build())
                .getLevel())
        .isEqualTo(Level.LEVEL_INFO);
  }

  @Test
  void showsASlowQueryWithItsStagesAndWithoutItsVector() throws Exception {
    server.result(
        "POST",
        "/collections/a/points/query",
        "{'query': [0.654321, 1], 'limit': 3, 'filter': {'must': [{'key': 'k',"
            + " 'match': {'value': 'secret-payload'}}]}}",
        "X-Correlation-ID",
        "slow-one");

    JsonNode slow = server.result("GET", "/admin/slow-queries?limit=1000", "", AS_ADMIN);
    JsonNode query =
        slow.path("queries")
            .valueStream()
            .filter(kept -> kept.path("correlation_id").asText().equals("slow-one"))
            .findFirst()
            .orElseThrow();
    assertThat(slow.path("threshold").asText()).isEqualTo("0ms");
    assertThat(query.path("operation").asText()).isEqualTo("search");
    assertThat(query.path("collection").asText()).isEqualTo("a");
    assertThat(query.path("trace_id").asText()).matches("[0-9a-f]{32}");
    assertThat(query.path("limit").asInt()).isEqualTo(3);
    assertThat(query.path("filter_conditions").asInt()).isEqualTo(1);
    assertThat(query.path("results").asInt()).isEqualTo(1);
    assertThat(query.path("seconds").asDouble()).isPositive();
    assertThat(query.path("explain").path("distance_computations").asInt()).isEqualTo(1);
    assertThat(query.path("explain").path("seconds").fieldNames())
        .toIterable()
        .contains("plan", "filter", "search", "rescore", "fetch");
    assertThat(slow.toString()).doesNotContain("0.654321", "secret-payload");

    SlowQuery overGrpc =
        server
            .grpc(AS_ADMIN)
            .listSlowQueries(ListSlowQueriesRequest.newBuilder().setLimit(1_000).build())
            .getQueriesList()
            .stream()
            .filter(kept -> kept.getCorrelationId().equals("slow-one"))
            .findFirst()
            .orElseThrow();
    assertThat(overGrpc.getCost().getDistanceComputations()).isEqualTo(1);
    assertThat(overGrpc.getTraceId()).isEqualTo(query.path("trace_id").asText());
    assertThat(overGrpc.hasEf()).isFalse();
  }

  @Test
  void warnsOfRefusedScrapesInTheLogAndKeepsThemOutOfTheRecentErrors() throws Exception {
    scrape("GET", "/metrics", "api-key", "wrong", "X-Correlation-ID", "warned-one");
    JsonNode warning =
        server.awaitLine(
            line ->
                line.path("level").asText().equals("WARN")
                    && line.path("correlation_id").asText().equals("warned-one"));

    assertThat(warning.path("message").asText()).isEqualTo("request completed");
    assertThat(warning.path("route").asText()).isEqualTo("/metrics");
    assertThat(warning.path("status").asText()).isEqualTo("401");
    assertThat(warning.path("trace_id").asText()).matches("[0-9a-f]{32}");
    assertThat(server.result("GET", "/admin/errors/recent?limit=200", "", AS_ADMIN).toString())
        .doesNotContain("warned-one");
    assertThat(
            server
                .grpc(AS_ADMIN)
                .listRecentErrors(ListRecentErrorsRequest.newBuilder().setLimit(200).build())
                .toString())
        .doesNotContain("warned-one");
  }

  @Test
  void keepsSlowQueriesOutOfTheRecentErrors() throws Exception {
    server.result(
        "POST",
        "/collections/a/points/query",
        "{'query': [1, 1]}",
        "X-Correlation-ID",
        "slow-and-no-error");
    server.awaitLine(
        line ->
            line.path("message").asText().startsWith("Slow search")
                && line.path("correlation_id").asText().equals("slow-and-no-error"));

    assertThat(server.result("GET", "/admin/errors/recent?limit=200", "", AS_ADMIN).toString())
        .doesNotContain("slow-and-no-error");
  }

  @Test
  void logsNoKeysAndNoDataHoweverMuchIsLogged() throws Exception {
    try {
      HttpResponse<byte[]> root =
          server.send("PUT", "/admin/loggers/ROOT", "{'level': 'trace'}", AS_ADMIN);
      assertThat(root.statusCode()).as("libraries may quote keys and data").isEqualTo(400);
      server.result("PUT", "/admin/loggers/ROOT", "{'level': 'info'}", AS_ADMIN);
      server.result("PUT", "/admin/loggers/io.vdb", "{'level': 'trace'}", AS_ADMIN);
      server.result(
          "POST",
          "/collections/a/points/query",
          "{'query': [0.777123, 1], 'with_payload': true}",
          "X-Correlation-ID",
          "at-trace");
      scrape("GET", "/metrics", AS_SCRAPER);
      server.grpc(AS_ADMIN).listLoggers(ListLoggersRequest.getDefaultInstance());
      server.awaitLine(
          line ->
              line.path("level").asText().equals("DEBUG")
                  && line.path("correlation_id").asText().equals("at-trace"));
    } finally {
      server.result("DELETE", "/admin/loggers/io.vdb", "", AS_ADMIN);
      server.result("DELETE", "/admin/loggers/ROOT", "", AS_ADMIN);
    }
    server.awaitLine(
        line ->
            line.path("action").asText().equals("reset_logger")
                && line.path("target").asText().equals("ROOT"));

    assertThat(String.join("\n", process.logLines()))
        .doesNotContain(ADMIN_KEY, METRICS_KEY, "0.777123", "secret-payload");
  }

  @Test
  void isClosedWhereOthersReachTheServerAndThereIsNoAdminKey() throws Exception {
    ServerProcess open =
        SERVERS.start(
            Distribution.freshFolder("admin-open-data"),
            Map.of(),
            "--host",
            "0.0.0.0",
            "--allow-insecure-bind");
    try (AdminClient client = new AdminClient(open)) {
      HttpResponse<byte[]> refused =
          client.send("PUT", "/admin/loggers/ROOT", "{'level': 'trace'}", AS_ADMIN);

      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(AdminClient.text(refused)).contains("vdb.security.admin-key");
      assertRefused(
          Status.Code.PERMISSION_DENIED,
          () -> client.grpc(AS_ADMIN).listLoggers(ListLoggersRequest.getDefaultInstance()));
      assertThat(client.send("GET", "/metrics", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void givesOverGrpcEverySampleThatItGivesOverRest() throws Exception {
    for (int i = 0; i < 2; i++) { // so that the series of these requests are there
      restText();
      grpcText();
    }

    List<String> before = restText().lines().toList();
    List<String> overGrpc = grpcText().lines().toList();
    List<String> after = restText().lines().toList();

    assertThat(series(overGrpc)).isEqualTo(series(before)).isEqualTo(series(after));
    Set<String> still = new HashSet<>(before);
    still.retainAll(after);
    still.removeIf(line -> GOES_UP_AND_DOWN.matcher(line).lookingAt());
    assertThat(still).hasSizeGreaterThan(before.size() / 2);
    assertThat(overGrpc).containsAll(still);
  }

  private static String restText() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = scrape("GET", "/metrics", AS_SCRAPER);
    assertThat(answer.statusCode()).isEqualTo(200);
    return AdminClient.text(answer);
  }

  private static String grpcText() {
    return server
        .grpc(AS_SCRAPER)
        .getMetrics(GetMetricsRequest.getDefaultInstance())
        .getText();
  }

  /** Returns comments, and samples without their values. */
  private static List<String> series(List<String> text) {
    return text.stream()
        .filter(line -> !APPEARS_LATER.matcher(line).lookingAt())
        .map(line -> line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' ')))
        .toList();
  }
}
