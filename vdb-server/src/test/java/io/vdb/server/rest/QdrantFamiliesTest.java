package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.vdb.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QdrantFamiliesTest {

  private static final Pattern TYPE =
      Pattern.compile("# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
  private static final Pattern HELP = Pattern.compile("# HELP ([a-z_:][a-z0-9_:]*) .+");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_:][a-z0-9_:]*)(?:\\{((?:[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\.)*\",?)*)})? (\\S+)");
  private static final String SEARCH = "{\"vector\":[1,2,3,4],\"limit\":1}";
  private static final String SEARCHES =
      "method=\"POST\",endpoint=\"/collections/{collection_name}/points/search\",status=\"200\"";

  @TempDir Path data;
  private TestServer server;

  @BeforeEach
  void start() {
    server = start("qdrant");
  }

  private TestServer start(String compatibility) {
    TestServer started =
        TestServer.start(
            data.resolve(compatibility), Map.of("vdb.compatibility", compatibility));
    started.createCollection("c", "Dot");
    started.upsert(
        "c", "[{\"id\":1,\"vector\":[1,2,3,4]},{\"id\":2,\"vector\":[1,2,3,4]}]");
    for (int i = 0; i < 3; i++) {
      assertThat(started.post("/collections/c/points/search", SEARCH).status()).isEqualTo(200);
    }
    assertThat(started.post("/collections/absent/points/search", SEARCH).status())
        .isEqualTo(404);
    PointsBlockingStub points =
        GrpcClients.builder("gproto+http://127.0.0.1:" + started.grpc().getPort() + "/")
            .responseTimeoutMillis(20_000)
            .build(PointsBlockingStub.class);
    assertThat(
            points
                .count(CountPoints.newBuilder().setCollectionName("c").build())
                .getResult()
                .getCount())
        .isEqualTo(2);
    return started;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A family: its type and its lines. */
  private record Family(String type, List<String> samples) {}

  /** Reads the format strictly: families in one piece, with a type, and no series twice. */
  private static Map<String, Family> parse(String text) {
    Map<String, Family> families = new LinkedHashMap<>();
    Set<String> series = new HashSet<>();
    Set<String> helped = new HashSet<>();
    String current = "";
    assertThat(text).endsWith("\n");
    for (String line : text.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      Matcher help = HELP.matcher(line);
      if (type.matches()) {
        current = type.group(1);
        assertThat(families.put(current, new Family(type.group(2), new ArrayList<>())))
            .as(line)
            .isNull();
      } else if (help.matches()) {
        assertThat(helped.add(help.group(1))).as(line).isTrue();
      } else {
        assertThat(sample.matches()).as(line).isTrue();
        String name = sample.group(1);
        String suffix = name.startsWith(current) ? name.substring(current.length()) : "?";
        Family family = Objects.requireNonNull(families.get(current));
        assertThat(suffix)
            .as(line)
            .isIn(
                switch (family.type()) {
                  case "histogram" -> List.of("_bucket", "_sum", "_count");
                  case "summary" -> List.of("", "_sum", "_count");
                  default -> List.of("");
                });
        assertThat(series.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
        assertThat(Double.parseDouble(sample.group(3).replace("Inf", "Infinity")))
            .as(line)
            .isNotNaN();
        family.samples().add(line);
      }
    }
    return families;
  }

  @Test
  void countEveryVectorByItsNameAndTheSnapshotsOfEachCollection() {
    server.put(
        "/collections/named",
        "{\"vectors\":{\"a\":{\"size\":2,\"distance\":\"Dot\"},"
            + "\"b\":{\"size\":2,\"distance\":\"Dot\"}},\"sparse_vectors\":{\"s\":{}}}");
    server.upsert(
        "named",
        "[{\"id\":1,\"vector\":{\"a\":[1,2],\"b\":[1,2]}},{\"id\":2,\"vector\":{\"a\":[1,2]}},"
            + "{\"id\":3,\"vector\":{\"s\":{\"indices\":[1],\"values\":[1]}}}]");
    assertThat(server.send("POST", "/collections/named/snapshots", null).status())
        .isEqualTo(200);

    Map<String, Family> families = parse(server.get("/metrics").body());

    assertThat(samples(families, "collection_vectors"))
        .containsExactlyInAnyOrder(
            "collection_vectors{collection=\"c\",vector=\"\"} 2",
            "collection_vectors{collection=\"named\",vector=\"a\"} 2",
            "collection_vectors{collection=\"named\",vector=\"b\"} 1",
            "collection_vectors{collection=\"named\",vector=\"s\"} 1");
    assertThat(samples(families, "collections_vector_total"))
        .containsExactly("collections_vector_total 6");
    assertThat(samples(families, "collection_indexed_only_excluded_points"))
        .contains(
            "collection_indexed_only_excluded_points{id=\"named\",vector=\"a\"} 2",
            "collection_indexed_only_excluded_points{id=\"named\",vector=\"s\"} 0");
    assertThat(samples(families, "snapshot_created_total"))
        .containsExactlyInAnyOrder(
            "snapshot_created_total{id=\"c\"} 0", "snapshot_created_total{id=\"named\"} 1");
    for (String running : List.of("snapshot_creation_running", "snapshot_recovery_running")) {
      assertThat(samples(families, running))
          .containsExactlyInAnyOrder(running + "{id=\"c\"} 0", running + "{id=\"named\"} 0");
    }
    server.upsert("named", "[{\"id\":2,\"vector\":{\"b\":[1,2]}}]");
    assertThat(samples(parse(server.get("/metrics").body()), "collection_vectors"))
        .contains(
            "collection_vectors{collection=\"named\",vector=\"a\"} 1",
            "collection_vectors{collection=\"named\",vector=\"b\"} 2");
  }

  private static List<String> samples(Map<String, Family> families, String name) {
    return Objects.requireNonNull(families.get(name), name).samples();
  }

  @Test
  void standBesideOursInOneWellFormedText() {
    Map<String, Family> families = parse(server.get("/metrics").body());

    assertThat(families).containsKeys("vdb_build_info", "process_open_fds", "jvm_threads_current");
    Map<String, String> types = new LinkedHashMap<>();
    families.forEach((name, family) -> types.put(name, family.type()));
    for (String gauge :
        List.of(
            "app_info", "app_status_recovery_mode", "collections_total",
            "collections_vector_total", "collection_points", "collection_running_optimizations",
            "collection_update_queue_length", "collection_vectors",
            "collection_indexed_only_excluded_points", "collection_dead_replicas",
            "collection_active_replicas_min", "collection_active_replicas_max",
            "cluster_enabled", "rest_responses_avg_duration_seconds",
            "rest_responses_min_duration_seconds", "rest_responses_max_duration_seconds",
            "grpc_responses_avg_duration_seconds", "grpc_responses_min_duration_seconds",
            "grpc_responses_max_duration_seconds", "memory_active_bytes",
            "memory_allocated_bytes", "memory_resident_bytes", "process_threads",
            "process_open_mmaps", "system_max_mmaps", "process_max_fds",
            "snapshot_creation_running", "snapshot_recovery_running")) {
      assertThat(types).containsEntry(gauge, "gauge");
    }
    for (String counter :
        List.of(
            "rest_responses_total", "grpc_responses_total", "process_minor_page_faults_total",
            "process_major_page_faults_total")) {
      assertThat(types).containsEntry(counter, "counter");
    }
    assertThat(types)
        .containsEntry("rest_responses_duration_seconds", "histogram")
        .containsEntry("grpc_responses_duration_seconds", "histogram");
  }

  @Test
  void tellHowManyMappingsAProcessMayHave() throws Exception {
    Path setting = Path.of("/proc/sys/vm/max_map_count");
    assumeTrue(Files.exists(setting), "only Linux tells how many mappings a process may have");
    double most = Double.parseDouble(Files.readAllLines(setting).getFirst());
    assertThat(server.get("/metrics").body().lines())
        .filteredOn(line -> line.startsWith("system_max_mmaps "))
        .singleElement()
        .satisfies(
            line ->
                assertThat(Double.parseDouble(line.substring(line.indexOf(' ')))).isEqualTo(most));
  }

  @Test
  void tellWhatThereIsAndWhatWasAnswered() {
    List<String> lines = server.get("/metrics").body().lines().toList();

    assertThat(lines)
        .contains(
            "# HELP app_info information about qdrant server",
            "app_info{name=\"qdrant\",version=\"1.18.3\"} 1",
            "collections_total 1",
            "collections_vector_total 2",
            "collection_points{id=\"c\"} 2",
            "collection_vectors{collection=\"c\",vector=\"\"} 2",
            "cluster_enabled 0",
            "rest_responses_total{" + SEARCHES + "} 3",
            "rest_responses_total{" + SEARCHES.replace("200", "404") + "} 1",
            "rest_responses_duration_seconds_bucket{" + SEARCHES + ",le=\"+Inf\"} 3",
            "rest_responses_duration_seconds_count{" + SEARCHES + "} 3",
            "grpc_responses_total{endpoint=\"/qdrant.Points/Count\",status=\"0\"} 1");
    String buckets = "rest_responses_duration_seconds_bucket{" + SEARCHES + ",le=\"";
    assertThat(lines)
        .filteredOn(line -> line.startsWith(buckets))
        .extracting(line -> line.substring(buckets.length(), line.lastIndexOf('"')))
        .containsExactly(
            "0.001", "0.005", "0.01", "0.02", "0.05", "0.1", "0.5", "1", "5", "10", "50", "+Inf");
    assertThat(lines).noneMatch(line -> line.contains("_duration_seconds{") && line.contains("404"));
    assertThat(lines)
        .noneMatch(
            line ->
                line.startsWith("rest_responses")
                    && (line.contains("\"/collections/{collection_name}\"")
                        || line.contains("collection=")));
  }

  @Test
  void tellAnswersByCollectionOnRequestAndOfNoneThatIsNot() {
    List<String> lines = server.get("/metrics?per_collection=true").body().lines().toList();

    assertThat(lines)
        .contains(
            "rest_responses_total{" + SEARCHES + ",collection=\"c\"} 3",
            "grpc_responses_total{endpoint=\"/qdrant.Points/Count\",status=\"0\","
                + "collection=\"c\"} 1")
        .noneMatch(line -> line.contains("\"absent\""));
    assertThat(server.delete("/collections/c").status()).isEqualTo(200);
    assertThat(server.get("/metrics?per_collection=true").body())
        .doesNotContain("collection=\"c\"");
  }

  @Test
  void areTextWhateverTheScraperPrefersAndObeyNames() {
    String accept = "application/openmetrics-text; version=1.0.0";

    var answer = server.send("GET", "/metrics?name[]=app_info", null, "accept", accept);

    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
    assertThat(parse(answer.body()).keySet()).containsExactly("app_info");
  }

  @Test
  void haveTelemetryNameTheApplicationAsQdrantDoes() {
    assertThat(server.get("/telemetry").result().at("/app/name").asText()).isEqualTo("qdrant");
    assertThat(server.get("/telemetry").result().at("/app/version").asText())
        .isEqualTo("1.18.3");
  }

  @Test
  void areNotThereUnlessAskedFor() {
    try (TestServer plain = start("none")) {
      assertThat(parse(plain.get("/metrics").body()).keySet())
          .doesNotContain("app_info", "collections_total", "rest_responses_total");
      assertThat(plain.get("/metrics?per_collection=true").body())
          .doesNotContain("rest_responses");
    }
  }
}
