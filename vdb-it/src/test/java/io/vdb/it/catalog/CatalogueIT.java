package io.vdb.it.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.Json;
import io.vdb.it.server.OutsideTools;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import io.vdb.it.server.StalledRequest;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A server with the default backends, killed once in the middle of its work, then used in every way
 * there is. What it exports has to be what is declared, and exact.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(1)
final class CatalogueIT {

  @RegisterExtension static final Servers SERVERS = Servers.forClass();

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Catalogue CATALOGUE = Catalogue.load();
  private static final String POINTS = "/collections/exact/points";

  private static final OtlpReceiver COLLECTOR = OtlpReceiver.start();

  private static ServerProcess server;
  private static RestClient client;
  private static Scrape afterStart;

  @BeforeAll
  static void killAndStart() throws Exception {
    Path data = Distribution.freshFolder("catalogue-data");
    Map<String, String> settings = new TreeMap<>();
    settings.put("VDB_LIMITS_BODY_BYTES", Integer.toString(EveryFeature.BODY_LIMIT));
    settings.put("VDB_LIMITS_BODY_BYTES_TOTAL", Integer.toString(EveryFeature.BODIES_LIMIT));
    settings.put("VDB_LIMITS_RECENT_POINTS", Integer.toString(EveryFeature.RECENT_POINTS));
    settings.put("VDB_LIMITS_REQUEST_TIMEOUT", "20s");
    settings.put("VDB_SLOW_QUERIES_THRESHOLD", "0ms");
    settings.put("VDB_LOG_LEVEL", "trace");
    settings.put("VDB_SECURITY_ADMIN_KEY", EveryFeature.ADMIN_KEY);
    settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", COLLECTOR.grpcEndpoint());
    settings.put("OTEL_TRACE_SAMPLE_RATE", "0.5");
    settings.put("OTEL_METRIC_EXPORT_INTERVAL", "1000");

    writeAndKill(data, settings);
    server = SERVERS.start(data, settings);
    client = server.client();
    afterStart = scrape();
  }

  /** Leaves a log with four operations, of which none is committed. */
  private static void writeAndKill(Path data, Map<String, String> settings) throws Exception {
    ServerProcess first = SERVERS.start(data, settings);
    double commits;
    try (RestClient writer = first.client()) {
      writer.put("/collections/kept", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
      String points = "/collections/kept/points";
      writer.put(points + "?wait=true", "{'points': [" + point(1) + "," + point(2) + "]}").result();
      writer.put(points + "?wait=true", "{'points': [" + point(2) + "," + point(3) + "]}").result();
      writer.post(points + "/delete?wait=true", "{'points': [1]}").result();
      writer.post(points + "/payload", "{'payload': {'a': 1}, 'points': [3]}").result();
      commits =
          Scrape.of(writer.get("/metrics").text()).sum("vdb_worker_runs_total", "worker", "commit");
    }
    first.kill();
    if (commits > 0) { // the machine took seconds between two of the writes
      writeAndKill(Distribution.freshFolder("catalogue-data"), settings);
    }
  }

  @AfterAll
  static void close() {
    COLLECTOR.close();
    client.close();
  }

  private static String point(int id) {
    return "{'id': " + id + ", 'vector': [1, " + id + "]}";
  }

  private static Scrape scrape() throws Exception {
    return Scrape.of(client.get("/metrics").text());
  }

  private static double change(Scrape before, Scrape after, String series, String... labels) {
    return after.sum(series, labels) - before.sum(series, labels);
  }

  @Test
  @Order(1)
  void whatAlertsWatchIsThereWithZeroFromTheStart() {
    for (Scrape.Sample route : afterStart.find("vdb_http_request_duration_seconds_count")) {
      if (!"unmatched".equals(route.labels().get("route"))) {
        assertThat(
                afterStart.find(
                    "vdb_http_requests_total",
                    "method", route.labels().getOrDefault("method", ""),
                    "route", route.labels().getOrDefault("route", ""),
                    "code", "500"))
            .as("the failures of %s", route.labels())
            .hasSize(1);
      }
    }
    assertZero("vdb_api_errors_total", combinations("vdb_api_errors_total"));
    assertZero("vdb_requests_rejected_total", combinations("vdb_requests_rejected_total"));
    assertZero("vdb_search_requests_total", 2, "mode", "vector");
    assertZero("vdb_query_requests_total", 8, "status", "error");
    assertZero("vdb_query_requests_total", 8, "status", "success");
    assertZero("vdb_slow_queries_total", 8);
    assertZero("vdb_insert_requests_total", 2);
    assertZero("vdb_worker_runs_total", 6, "status", "error");
    assertZero("vdb_verify_findings_total", combinations("vdb_verify_findings_total"));
    assertZero("vdb_alias_errors_total", combinations("vdb_alias_errors_total"));
    assertZero("vdb_alias_operations_total", 9);
    assertZero("vdb_index_operations_total", 5, "status", "error");
    assertZero("vdb_metrics_scrape_faults_total", 3);
    assertZero("vdb_metrics_dropped_recordings_total", 1);
    assertZero("vdb_trace_spans_total", 1, "result", "dropped");
    assertZero("vdb_log_events_total", 1, "level", "error");
    assertZero("vdb_log_lines_dropped_total", 2);
  }

  private static int combinations(String metric) {
    return CATALOGUE.find(metric).orElseThrow().labels().stream()
        .mapToInt(label -> label.values().size())
        .reduce(1, (a, b) -> a * b);
  }

  private static void assertZero(String series, int number, String... labels) {
    assertThat(afterStart.find(series, labels))
        .as(series)
        .hasSize(number)
        .allSatisfy(sample -> assertThat(sample.value()).as(sample.toString()).isZero());
  }

  @Test
  @Order(2)
  void aStartAfterAKillCountsWhatItReplaysAndWhatThereIs() {
    assertThat(afterStart.sum("vdb_recovery_duration_seconds_count")).isEqualTo(1);
    assertThat(afterStart.sum("vdb_recovery_operations_total")).isEqualTo(4);
    assertThat(afterStart.sum("vdb_index_operations_total", "operation", "load")).isEqualTo(1);
    assertThat(afterStart.sum("vdb_vectors")).isEqualTo(2);
    assertThat(afterStart.sum("vdb_collections")).isEqualTo(1);
    assertThat(afterStart.sum("vdb_collection_vectors", "collection", "kept")).isEqualTo(2);
    assertThat(afterStart.sum("vdb_vectors_inserted_total")).isZero();
  }

  @Test
  @Order(3)
  void everyCountIsExact() throws Exception {
    client.put("/collections/exact", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
    Scrape before = scrape();
    write("?wait=true", 1, 2, 3);
    write("?wait=true", 3, 4);
    write("", 5);
    assertThat(
            client.put(POINTS + "?wait=true", "{'points': [{'id': 9, 'vector': [1]}]}").status())
        .isEqualTo(400);
    client.post(POINTS + "/delete?wait=true", "{'points': [1, 77]}").result();
    client
        .post(
            POINTS + "/delete?wait=true",
            "{'filter': {'must': [{'key': 'n', 'match': {'value': 2}}]}}")
        .result();
    client.post(POINTS + "/payload?wait=true", "{'payload': {'a': 1}, 'points': [3]}").result();
    for (int i = 0; i < 7; i++) {
      client.post(POINTS + "/query", "{'query': [1, 0], 'limit': 2}").result();
    }
    client
        .post(
            POINTS + "/search",
            "{'vector': [1, 0], 'limit': 9,"
                + " 'filter': {'must': [{'key': 'n', 'match': {'value': 4}}]}}")
        .result();
    assertThat(client.post(POINTS + "/query", "{'query': [1]}").status()).isEqualTo(400);
    client.post(POINTS + "/scroll", "{'limit': 2}").result();
    client.post(POINTS + "/scroll", "{'limit': 2}").result();
    client.post(POINTS + "/count", "{}").result();
    client.get(POINTS + "/3").result();
    client.post(POINTS, "{'ids': [3, 4]}").result();
    Scrape after = scrape();

    assertChange(8, before, after, "vdb_search_requests_total", "status", "success");
    assertChange(1, before, after, "vdb_search_requests_total", "status", "error");
    assertChange(8, before, after, "vdb_search_duration_seconds_count");
    assertChange(
        8, before, after, "vdb_search_duration_seconds_bucket", "mode", "vector", "le", "+Inf");
    assertChange(8, before, after, "vdb_search_results_count");
    assertChange(7 * 2 + 1, before, after, "vdb_search_results_sum");
    query(8, before, after, "nearest");
    query(2, before, after, "scroll");
    query(1, before, after, "count");
    query(2, before, after, "retrieve");
    for (String stage : List.of("plan", "search", "fetch")) {
      assertChange(8, before, after, "vdb_query_duration_seconds_count", "stage", stage);
    }
    assertChange(1, before, after, "vdb_query_duration_seconds_count", "stage", "filter");
    assertChange(2, before, after, "vdb_feature_requests_total", "feature", "filter");
    assertChange(3, before, after, "vdb_insert_requests_total", "status", "success");
    assertChange(1, before, after, "vdb_insert_requests_total", "status", "error");
    assertChange(3, before, after, "vdb_insert_duration_seconds_count", "stage", "total");
    assertChange(5, before, after, "vdb_vectors_inserted_total");
    assertChange(1, before, after, "vdb_vectors_updated_total");
    assertChange(2, before, after, "vdb_vectors_deleted_total");
    assertChange(6, before, after, "vdb_wal_appends_total");
    assertChange(3, before, after, "vdb_vectors");
    assertThat(after.sum("vdb_collection_vectors", "collection", "exact")).isEqualTo(3);
    assertChange(
        9, before, after, "vdb_collection_search_requests_total", "collection", "exact");
    assertChange(7, before, after, "vdb_collection_write_requests_total", "collection", "exact");
    assertChange(2, before, after, "vdb_api_errors_total");
    assertChange(
        2, before, after, "vdb_api_errors_total", "protocol", "http", "error", "invalid_argument");
    client.delete("/collections/exact").result();
    Scrape gone = scrape();
    assertThat(gone.samples()).noneMatch(sample -> sample.labels().containsValue("exact"));
    assertThat(change(after, gone, "vdb_vectors")).isEqualTo(-3);
  }

  @Test
  @Order(3)
  void everyBatchOfAliasesIsCountedOnce() throws Exception {
    client.put("/collections/target", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
    Scrape before = scrape();
    String create = "{'create_alias': {'alias_name': 'name', 'collection_name': 'target'}}";
    for (String actions :
        List.of(
            create,
            "{'delete_alias': {'alias_name': 'name'}}, " + create,
            "{'rename_alias': {'old_alias_name': 'name', 'new_alias_name': 'renamed'}}")) {
      client.post("/collections/aliases", "{'actions': [" + actions + "]}").result();
    }
    assertThat(
            client
                .post(
                    "/collections/aliases",
                    "{'actions': [" + create
                        + ", {'rename_alias': {'old_alias_name': 'x', 'new_alias_name': 'y'}}]}")
                .status())
        .isEqualTo(404);
    assertThat(client.get("/collections/name").status()).isEqualTo(404);
    client.post("/collections/renamed/points/query", "{'query': [1, 0]}").result();
    Scrape after = scrape();
    String operations = "vdb_alias_operations_total";
    assertChange(1, before, after, operations, "operation", "create", "status", "success");
    assertChange(1, before, after, operations, "operation", "create", "status", "error");
    assertChange(1, before, after, operations, "operation", "switch", "status", "success");
    assertChange(1, before, after, operations, "operation", "rename", "status", "success");
    assertChange(1, before, after, operations, "operation", "resolve_miss", "status", "error");
    assertChange(5, before, after, operations);
    assertChange(1, before, after, "vdb_alias_errors_total");
    assertChange(
        1, before, after, "vdb_alias_errors_total", "operation", "create", "error", "not_found");
    assertChange(3, before, after, "vdb_alias_operation_duration_seconds_count");
    assertChange(1, before, after, "vdb_aliases");
    assertChange(1, before, after, "vdb_feature_requests_total", "feature", "alias");
    assertThat(after.sum("vdb_collection_search_requests_total", "collection", "target"))
        .isEqualTo(1);
    assertThat(after.samples()).noneMatch(sample -> sample.labels().containsValue("renamed"));
    client.delete("/collections/target").result();
    assertThat(scrape().sum("vdb_aliases")).isZero();
  }

  private static void write(String parameters, int... ids) throws Exception {
    List<Object> points = new ArrayList<>();
    for (int id : ids) {
      points.add(Map.of("id", id, "vector", List.of(1, id), "payload", Map.of("n", id)));
    }
    client.sendValue("PUT", POINTS + parameters, Map.of("points", points)).result();
  }

  private static void query(int number, Scrape before, Scrape after, String operation) {
    assertChange(
        number,
        before,
        after,
        "vdb_query_requests_total",
        "operation", operation,
        "status", "success");
    assertChange(
        number,
        before,
        after,
        "vdb_query_duration_seconds_count",
        "operation", operation,
        "stage", "total");
  }

  private static void assertChange(
      double wanted, Scrape before, Scrape after, String series, String... labels) {
    assertThat(change(before, after, series, labels))
        .as("%s %s", series, List.of(labels))
        .isEqualTo(wanted);
  }

  @Test
  @Order(4)
  void concurrentLoadLosesNoCount() throws Exception {
    int threads = 4;
    int rounds = 40;
    client.put("/collections/load", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
    Scrape before = scrape();
    int logged = linesBefore("load-begins");
    List<Callable<List<Integer>>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread * rounds;
      tasks.add(() -> load(first, rounds));
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (Future<List<Integer>> done : executor.invokeAll(tasks)) {
        statuses.addAll(done.get());
      }
    }
    Scrape after = scrape();
    int each = threads * rounds;
    assertThat(statuses).hasSize(4 * each);
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(2 * each);
    String points = "/collections/{collection}/points";
    answered(each, before, after, "PUT", points, 200);
    answered(each, before, after, "POST", points + "/query", 200);
    answered(each, before, after, "POST", points + "/query", 400);
    answered(each, before, after, "GET", points + "/{id}", 404);
    assertChange(
        each, before, after, "vdb_http_request_duration_seconds_count", "method", "PUT");
    assertChange(
        2.0 * each,
        before,
        after,
        "vdb_http_request_duration_seconds_count",
        "route", points + "/query");
    assertChange(each, before, after, "vdb_search_duration_seconds_count");
    assertChange(each, before, after, "vdb_search_requests_total", "status", "success");
    assertChange(each, before, after, "vdb_search_requests_total", "status", "error");
    assertChange(each, before, after, "vdb_vectors_inserted_total");
    assertChange(each, before, after, "vdb_wal_appends_total");
    assertChange(
        2.0 * each, before, after, "vdb_collection_search_requests_total", "collection", "load");
    assertChange(each, before, after, "vdb_api_errors_total", "error", "invalid_argument");
    assertChange(each, before, after, "vdb_api_errors_total", "error", "not_found");
    Map<String, Long> expected =
        Map.of(
            "PUT " + points + " 200", (long) each,
            "POST " + points + "/query 200", (long) each,
            "POST " + points + "/query 400", (long) each,
            "GET " + points + "/{id} 404", (long) each);
    Await.until(() -> completions(logged), expected::equals, PATIENCE);
    client.delete("/collections/load").result();
  }

  /** Returns how many lines were logged, once those of all earlier requests are there. */
  private static int linesBefore(String correlationId) throws Exception {
    client.getWith("/collections", "X-Correlation-ID", correlationId).result();
    return server
        .awaitLogLines(
            lines ->
                lines.stream()
                    .anyMatch(
                        line ->
                            line.contains(correlationId) && line.contains("\"request completed\"")))
        .size();
  }

  private static List<Integer> load(int first, int rounds) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    String points = "/collections/load/points";
    for (int id = first; id < first + rounds; id++) {
      statuses.add(client.put(points + "?wait=true", "{'points': [" + point(id) + "]}").status());
      statuses.add(client.post(points + "/query", "{'query': [1, 0]}").status());
      statuses.add(client.post(points + "/query", "{'query': [1, 0, 0]}").status());
      statuses.add(client.get(points + "/" + (id + 1_000_000)).status());
    }
    return statuses;
  }

  private static void answered(
      int number, Scrape before, Scrape after, String method, String route, int code) {
    assertChange(
        number,
        before,
        after,
        "vdb_http_requests_total",
        "method", method,
        "route", route,
        "code", Integer.toString(code));
  }

  /** Returns how many lines say that a request was completed, by what was asked and the answer. */
  private static Map<String, Long> completions(int from) {
    List<String> lines = server.logLines();
    List<JsonNode> completed =
        lines.subList(from, lines.size()).stream()
            .filter(line -> line.contains("\"request completed\""))
            .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
            .filter(line -> line.path("route").asText().startsWith("/collections/{collection}/"))
            .toList();
    assertThat(completed)
        .allSatisfy(line -> assertThat(line.path("duration_ms").isNumber()).isTrue());
    for (String id : List.of("correlation_id", "trace_id")) {
      assertThat(completed.stream().map(line -> line.path(id).asText("")).distinct())
          .as("every line has a %s of its own", id)
          .hasSize(completed.size())
          .doesNotContain("");
    }
    return completed.stream()
        .collect(
            Collectors.groupingBy(
                line ->
                    line.path("method").asText()
                        + " "
                        + line.path("route").asText()
                        + " "
                        + line.path("status").asText(),
                Collectors.counting()));
  }

  @Test
  @Order(5)
  void everythingDeclaredIsFedAndNothingElse() throws Exception {
    new EveryFeature(server, client).use();
    client.put("/collections/kept/points", "{'points': [" + point(4) + "]}").result();
    client.post("/collections/kept/points/query", "{'query': [1, 0]}").result();
    Scrape scrape =
        Await.until(
            CatalogueIT::scrape,
            found -> differences(found).isEmpty(),
            found -> String.join("\n", differences(found)),
            PATIENCE);
    assertThat(scrape.families()).hasSizeGreaterThan(CATALOGUE.metrics().size());
    assertThat(RuntimeMetrics.ALL)
        .allSatisfy(metric -> assertThat(scrape.families()).containsKey(metric.name()));
  }

  private static List<String> differences(Scrape scrape) {
    List<String> differences = new ArrayList<>(ScrapeCheck.complaints(CATALOGUE, scrape));
    ScrapeCheck.idle(CATALOGUE, scrape)
        .forEach(series -> differences.add(series + " never moved"));
    return differences;
  }

  @Test
  @Order(6)
  void promtoolHasNothingToSay() throws Exception {
    OutsideTools.require("promtool", "sh", "-c", "promtool --version");
    Path file = Distribution.freshFolder("catalogue-promtool").resolve("metrics.txt");
    Files.write(file, client.get("/metrics").bytes());
    ProgramRun check =
        ProgramRun.of(
            Duration.ofSeconds(60),
            new ProcessBuilder(
                "sh", "-c", "promtool check metrics < \"$1\"", "sh", file.toString()));
    assertThat(check.err()).noneMatch(line -> line.startsWith("vdb_"));
    assertThat(check.exitCode()).as(check.toString()).isIn(0, 3);
  }

  @Test
  @Order(7)
  void whatIsRefusedWhileTheServerStopsIsCounted() throws Exception {
    try (StalledRequest stalled =
        StalledRequest.send(server.rest(), "POST", "/collections/kept/points/count", 1_000)) {
      // The scrape is the other one.
      Await.until(() -> scrape().sum("vdb_http_requests_in_flight"), n -> n == 2, PATIENCE);
      server.terminate();
      Answer refused =
          Await.until(
              () -> client.get("/collections"), answer -> answer.status() == 503, PATIENCE);
      assertThat(refused.error()).contains("stopping");
      Scrape stopping = scrape();
      assertThat(stopping.sum("vdb_api_errors_total", "protocol", "http", "error", "unavailable"))
          .isEqualTo(1);
      assertThat(stopping.sum("vdb_http_requests_total", "route", "/collections", "code", "503"))
          .isEqualTo(1);
      stalled.finish("{}");
      assertThat(stalled.status()).isIn(200, 408, 503);
    }
    assertThat(server.awaitExit()).isZero();
  }
}
