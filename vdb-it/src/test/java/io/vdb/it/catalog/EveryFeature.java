package io.vdb.it.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.grpc.Collections.UpdateCollectionClusterSetupRequest;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Await;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.StalledRequest;
import io.vdb.server.proto.admin.v1.AdminGrpc;
import io.vdb.server.proto.admin.v1.CancelVerificationRequest;
import io.vdb.server.proto.admin.v1.ClearSlowQueriesRequest;
import io.vdb.server.proto.admin.v1.GetMetricsRequest;
import io.vdb.server.proto.admin.v1.GetVerificationRequest;
import io.vdb.server.proto.admin.v1.Level;
import io.vdb.server.proto.admin.v1.ListLoggersRequest;
import io.vdb.server.proto.admin.v1.ListRecentErrorsRequest;
import io.vdb.server.proto.admin.v1.ListSlowQueriesRequest;
import io.vdb.server.proto.admin.v1.ResetLoggerRequest;
import io.vdb.server.proto.admin.v1.SetLoggerLevelRequest;
import io.vdb.server.proto.admin.v1.SetSlowQueryThresholdRequest;
import io.vdb.server.proto.admin.v1.StartVerificationRequest;
import io.vdb.server.proto.admin.v1.Verification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Uses everything that a server offers, and gets everything wrong that a client can get wrong. The
 * server needs small limits: bodies of {@link #BODY_LIMIT} and {@link #BODIES_LIMIT} bytes in all,
 * {@link #RECENT_POINTS} points in memory, and {@link #ADMIN_KEY}.
 */
final class EveryFeature {

  static final int BODY_LIMIT = 3 << 20;
  static final int BODIES_LIMIT = 4 << 20;
  static final int RECENT_POINTS = 100;

  static final String ADMIN_KEY = "key-of-the-administrator";

  private static final String POINTS = "/collections/features/points";
  private static final int DIMENSION = 16;
  private static final int BATCHES = 6;

  private final ServerProcess server;
  private final RestClient client;

  EveryFeature(ServerProcess server, RestClient client) {
    this.server = server;
    this.client = client;
  }

  /** Does it all; what goes on in the background is not waited for. */
  void use() throws Exception {
    try (StalledRequest large = StalledRequest.send(server.rest(), "PUT", POINTS, BODY_LIMIT - 1);
        StalledRequest beyond = beyondTheMemoryFor(large)) {
      collections();
      writes();
      reads();
      aliases();
      payloadIndexes();
      snapshots();
      probes();
      administration();
      calls();
      mistakes();
      assertThat(beyond.status()).isEqualTo(429);
      assertThat(large.status()).isEqualTo(408);
    }
    ok(client.delete("/collections/features"));
    ok(client.delete("/collections/plain"));
  }

  /** Has the server hold most of a large body, and announces one for which it has no room then. */
  private StalledRequest beyondTheMemoryFor(StalledRequest large) throws Exception {
    int held = BODY_LIMIT - 2;
    large.begin(held);
    var _ =
        Await.until(
            () -> Scrape.of(client.get("/metrics").text()).sum("vdb_request_held_bytes"),
            bytes -> bytes >= held,
            java.time.Duration.ofSeconds(60));
    return StalledRequest.send(server.rest(), "PUT", POINTS, BODIES_LIMIT - held + 1);
  }

  private static void ok(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private static void refused(int status, Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
  }

  private void collections() throws IOException, InterruptedException {
    ok(
        client.put(
            "/collections/features",
            "{'vectors': {'size': 16, 'distance': 'Cosine'},"
                + " 'hnsw_config': {'full_scan_threshold': 10}}"));
    ok(client.put("/collections/plain", "{'vectors': {'size': 16, 'distance': 'Dot'}}"));
    ok(client.get("/collections"));
    ok(client.get("/collections/features"));
    ok(client.get("/collections/features/exists"));
    ok(client.send("PATCH", "/collections/plain", "{'hnsw_config': {'m': 12}}"));
    ok(client.get("/collections/features/cluster"));
    ok(client.get("/cluster"));
    ok(client.get("/telemetry?details_level=10"));
    ok(client.get("/issues"));
    ok(client.delete("/issues"));
  }

  /** As many as make a graph worthwhile in one collection, and segments joined in the other. */
  private void writes() throws IOException, InterruptedException {
    for (int batch = 0; batch < BATCHES; batch++) {
      String wait = batch % 2 == 0 ? "?wait=true" : "";
      Map<String, Object> points = points(batch * RECENT_POINTS, RECENT_POINTS);
      ok(client.sendValue("PUT", POINTS + wait, points));
      ok(client.sendValue("PUT", "/collections/plain/points" + wait, points));
    }
    ok(client.sendValue("PUT", POINTS + "?wait=true", points(0, 3)));
    ok(client.post(POINTS + "/payload?wait=true", "{'payload': {'seen': true}, 'points': [5]}"));
    ok(
        client.post(
            POINTS + "/batch?wait=true",
            "{'operations': [{'set_payload': {'payload': {'x': 1}, 'points': [5], 'key': 'a.b'}},"
                + " {'upsert': {'points': [], 'update_mode': 'insert_only'}}]}"));
    ok(client.put(POINTS + "/payload?wait=true", "{'payload': {'n': 6}, 'points': [6]}"));
    ok(client.post(POINTS + "/payload/delete?wait=true", "{'keys': ['a.b'], 'points': [5]}"));
    ok(client.post(POINTS + "/payload/clear?wait=true", "{'points': [6]}"));
    ok(client.put(POINTS + "/vectors?wait=true", "{'points': []}"));
    ok(
        client.post(
            POINTS + "/vectors/delete?wait=true", "{'points': [], 'vector': ['']}"));
    ok(client.post(POINTS + "/delete?wait=true", "{'points': [7, 8]}"));
    ok(
        client.post(
            POINTS + "/delete?wait=false",
            "{'filter': {'must': [{'key': 'n', 'match': {'value': 9}}]}}"));
  }

  private static Map<String, Object> points(int first, int number) {
    List<Object> points = new ArrayList<>();
    for (int id = first; id < first + number; id++) {
      List<Double> vector = new ArrayList<>();
      for (int i = 0; i < DIMENSION; i++) {
        vector.add(Math.sin(id * 7.0 + i));
      }
      points.add(Map.of("id", id, "vector", vector, "payload", Map.of("n", id)));
    }
    return Map.of("points", points);
  }

  private void reads() throws IOException, InterruptedException {
    String vector = "[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]";
    String filter = "'filter': {'must': [{'key': 'n', 'range': {'gte': 50, 'lt': 300}}]}";
    ok(client.post(POINTS + "/query", "{'query': " + vector + ", 'with_payload': true}"));
    ok(client.post(POINTS + "/query?explain=true", "{'query': " + vector + ", " + filter + "}"));
    ok(client.post(POINTS + "/query", "{'query': 11, 'params': {'exact': true}}"));
    ok(client.post(POINTS + "/search", "{'vector': " + vector + ", 'limit': 5}"));
    ok(client.post(POINTS + "/scroll", "{'limit': 10, " + filter + "}"));
    ok(client.post(POINTS + "/count", "{" + filter + "}"));
    ok(client.put("/collections/features/index", "{'field_name': 'n', 'field_schema': 'integer'}"));
    ok(client.post(POINTS + "/scroll", "{'order_by': 'n', " + filter + "}"));
    ok(client.post("/collections/features/facet", "{'key': 'n', " + filter + "}"));
    refused(404, client.post("/collections/absent/facet", "{'key': 'n'}"));
    ok(client.post(POINTS, "{'ids': [1, 2]}"));
    ok(client.get(POINTS + "/1"));
    queries();
    sparse();
    multivectors();
  }

  private void multivectors() throws IOException, InterruptedException {
    ok(
        client.put(
            "/collections/multi",
            "{'vectors': {'size': 2, 'distance': 'Dot', 'datatype': 'float16',"
                + " 'multivector_config': {'comparator': 'max_sim'}}}"));
    String points = "/collections/multi/points";
    ok(
        client.put(
            points + "?wait=true",
            "{'points': [{'id': 1, 'vector': [[1, 2], [3, 4]]}, {'id': 2, 'vector': [[0, 1]]}]}"));
    ok(client.post(points + "/query", "{'query': [[1, 0], [0, 1]]}"));
    refused(422, client.post(points + "/query", "{'query': [[1, 0], [1]]}"));
    ok(client.delete("/collections/multi"));
  }

  private void sparse() throws IOException, InterruptedException {
    ok(client.put("/collections/sparse", "{'sparse_vectors': {'s': {'modifier': 'idf'}}}"));
    String points = "/collections/sparse/points";
    String vector = "{'indices': [7, 3], 'values': [0.5, 2]}";
    ok(
        client.put(
            points + "?wait=true",
            "{'points': [{'id': 1, 'vector': {'s': " + vector + "}},"
                + " {'id': 2, 'vector': {'s': {'indices': [3], 'values': [1]}}}]}"));
    ok(client.post(points + "/query", "{'using': 's', 'query': " + vector + "}"));
    ok(
        client.post(
            points + "/query",
            "{'query': {'fusion': 'rrf'}, 'prefetch': [{'using': 's', 'query': 1}]}"));
    refused(422, client.post(points + "/query", "{'query': {'indices': [1], 'values': []}}"));
    refused(404, client.post(points + "/query", "{'using': 's', 'query': 99}"));
    ok(client.delete("/collections/sparse"));
  }

  private void queries() throws IOException, InterruptedException {
    String fused = "{'query': {'fusion': 'rrf'}, 'prefetch': [{'query': 11}, {'query': 12}]}";
    ok(client.post(POINTS + "/query?explain=true", fused));
    ok(client.post(POINTS + "/query", "{'query': {'order_by': 'n'}}"));
    ok(client.post(POINTS + "/query/batch", "{'searches': [{}, " + fused + "]}"));
    ok(client.post(POINTS + "/query/groups", "{'query': 11, 'group_by': 'n'}"));
    String filter = "'filter': {'must': [{'key': 'n', 'range': {'gte': 50, 'lt': 300}}]}";
    ok(
        client.post(
            POINTS + "/query",
            "{'query': 12, 'prefetch': {'query': 11, " + filter + "}}"));
    refused(400, client.post(POINTS + "/query", "{'query': {'fusion': 'rrf'}}"));
    refused(400, client.post(POINTS + "/query", "{'query': {'order_by': 'absent'}}"));
    refused(404, client.post(POINTS + "/recommend", "{'positive': [999999], 'limit': 3}"));
    ok(client.post(POINTS + "/search/batch", "{'searches': []}"));
    String grouped = "'group_by': 'n', 'group_size': 2, 'limit': 3}";
    String vector = "[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]";
    ok(client.post(POINTS + "/search/groups", "{'vector': " + vector + ", " + grouped));
    String recommended = "{'positive': [11], 'limit': 3}";
    ok(client.post(POINTS + "/recommend", recommended));
    ok(client.post(POINTS + "/recommend/batch", "{'searches': [" + recommended + "]}"));
    ok(client.post(POINTS + "/recommend/groups", "{'positive': [11], " + grouped));
    String discovered = "{'target': 11, 'context': [{'positive': 12, 'negative': 13}], 'limit': 3}";
    ok(client.post(POINTS + "/discover", discovered));
    ok(client.post(POINTS + "/discover/batch", "{'searches': [" + discovered + "]}"));
    ok(client.post(POINTS + "/search/matrix/pairs", "{'sample': 5}"));
    ok(client.post(POINTS + "/search/matrix/offsets", "{'sample': 5}"));
  }

  private void aliases() throws IOException, InterruptedException {
    ok(alias("create", "'alias_name': 'live', 'collection_name': 'features'"));
    ok(client.get("/collections/live/points/1"));
    ok(alias("create", "'alias_name': 'live', 'collection_name': 'plain'"));
    ok(alias("rename", "'old_alias_name': 'live', 'new_alias_name': 'kept-alias'"));
    ok(client.get("/aliases"));
    ok(client.get("/collections/plain/aliases"));
    String plain = ", 'collection_name': 'plain'";
    String absent = ", 'collection_name': 'absent'";
    refused(404, alias("create", "'alias_name': 'new'" + absent));
    refused(409, alias("create", "'alias_name': 'features'" + plain));
    refused(404, alias("create", "'alias_name': 'kept-alias'" + absent));
    refused(
        409,
        client.post(
            "/collections/aliases",
            "{'actions': [{'create_alias': {'alias_name': 'kept-alias'" + plain + "}},"
                + " {'create_alias': {'alias_name': 'features'" + plain + "}}]}"));
    refused(404, alias("rename", "'old_alias_name': 'absent', 'new_alias_name': 'new'"));
    refused(409, alias("rename", "'old_alias_name': 'kept-alias', 'new_alias_name': 'plain'"));
    ok(alias("delete", "'alias_name': 'kept-alias'"));
  }

  private Answer alias(String action, String names) throws IOException, InterruptedException {
    return client.post(
        "/collections/aliases", "{'actions': [{'" + action + "_alias': {" + names + "}}]}");
  }

  /** Declares a field of each type, in another way, asks for it, and drops it. */
  private void payloadIndexes() throws Exception {
    String indexes = "/collections/features/index";
    for (String type :
        List.of("keyword", "integer", "float", "bool", "geo", "datetime", "text", "uuid")) {
      String body = "{'field_name': 'f', 'field_schema': ";
      ok(client.put(indexes + "?wait=true", body + "'" + type + "'}"));
      ok(client.put(indexes, body + "{'type': '" + type + "', 'on_disk': true}}"));
      // The words of points that are there are indexed.
      Await.until(this::status, "green"::equals, java.time.Duration.ofMinutes(1));
      ok(
          client.post(
              POINTS + "/count", "{'filter': {'must': [{'is_empty': {'key': 'f'}}]}}"));
      ok(client.delete(indexes + "/f"));
    }
    String schema = "{'field_name': 'f', 'field_schema': 'text'}";
    refused(404, client.put("/collections/absent/index", schema));
    refused(404, client.delete("/collections/absent/index/f"));
    String vector = "/collections/features/vectors/added";
    ok(client.put(vector, "{'dense': {'size': 2, 'distance': 'Dot'}}"));
    ok(client.delete(vector));
    refused(404, client.delete("/collections/absent/vectors/added"));
  }

  private String status() throws IOException, InterruptedException {
    return client.get("/collections/features").result().path("status").asText();
  }

  /** Makes snapshots, takes them back in all ways, and leaves one. */
  private void snapshots() throws IOException, InterruptedException {
    String snapshots = "/collections/features/snapshots";
    String kept = snapshots + "/" + snapshot(snapshots);
    ok(client.get(snapshots));
    Answer content = client.get(kept);
    ok(content);
    ok(client.delete(snapshots + "/" + snapshot(snapshots)));
    ok(recover(server.rest() + kept));
    ok(client.upload("/collections/copy/snapshots/upload", "snapshot", "x", content.bytes()));
    refused(400, recover(server.rest() + "/healthz"));
    refused(400, recover("http://127.0.0.1:1/x"));
    ok(client.delete("/collections/copy"));
    String full = "/snapshots/" + snapshot("/snapshots");
    ok(client.get("/snapshots"));
    ok(client.get(full));
    ok(client.delete(full));
    String shards = "/collections/features/shards/0/snapshots";
    for (String path : List.of(shards, shards + "/x")) {
      refused(400, client.get(path));
    }
    refused(400, client.post(shards, ""));
    refused(400, client.delete(shards + "/x"));
    refused(400, client.put(shards + "/recover", ""));
    refused(400, client.post(shards + "/upload", ""));
  }

  private String snapshot(String path) throws IOException, InterruptedException {
    return client.post(path, "").result().path("name").asText();
  }

  private Answer recover(String location) throws IOException, InterruptedException {
    return client.put(
        "/collections/copy/snapshots/recover", "{'location': '" + location + "'}");
  }

  private void probes() throws IOException, InterruptedException {
    for (String path :
        List.of(
            "/", "/healthz", "/livez", "/readyz", "/metrics", "/health/metrics", "/health",
            "/health/live", "/health/ready", "/health/detailed", "/health/disk")) {
      ok(client.get(path));
      ok(client.head(path));
    }
  }

  private void administration() throws IOException, InterruptedException {
    admin("GET", "/admin", "");
    admin("GET", "/admin/loggers", "");
    admin("GET", "/admin/loggers/io.vdb", "");
    admin("PUT", "/admin/loggers/io.vdb.some", "{'level': 'debug', 'expires_after': '5m'}");
    admin("DELETE", "/admin/loggers/io.vdb.some", "");
    admin("GET", "/admin/slow-queries?limit=5", "");
    admin("PUT", "/admin/slow-queries", "{'threshold': '0ms'}");
    admin("DELETE", "/admin/slow-queries", "");
    admin("GET", "/admin/errors/recent", "");
    admin("POST", "/admin/verifications", "{}");
    admin("GET", "/admin/verifications", "");
    admin("DELETE", "/admin/verifications", "");
  }

  private void admin(String method, String path, String body)
      throws IOException, InterruptedException {
    ok(client.sendWith(method, path, body, Map.of("Authorization", "Bearer " + ADMIN_KEY)));
  }

  private void calls() throws InterruptedException {
    ManagedChannel channel =
        Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
    try {
      HealthGrpc.HealthBlockingStub health =
          HealthGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
      HealthCheckRequest all = HealthCheckRequest.getDefaultInstance();
      assertThat(health.check(all).isInitialized()).isTrue();
      Iterator<?> states = health.watch(all);
      assertThat(states.hasNext()).isTrue();
      assertThat(
              QdrantGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(60, TimeUnit.SECONDS)
                  .healthCheck(QdrantOuterClass.HealthCheckRequest.getDefaultInstance())
                  .getTitle())
          .isNotEmpty();
      administration(channel);
      RemoteCalls.use(channel);
      unimplemented(channel);
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static void administration(ManagedChannel channel) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER), ADMIN_KEY);
    AdminGrpc.AdminBlockingStub admin =
        AdminGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .withDeadlineAfter(60, TimeUnit.SECONDS);
    assertThat(admin.getMetrics(GetMetricsRequest.getDefaultInstance()).getText())
        .contains("vdb_build_info");
    String logger = "io.vdb.other";
    assertThat(admin.listLoggers(ListLoggersRequest.getDefaultInstance()).getLoggersList())
        .isNotEmpty();
    var _ =
        admin.setLoggerLevel(
            SetLoggerLevelRequest.newBuilder()
                .setName(logger)
                .setLevel(Level.LEVEL_DEBUG)
                .build());
    var _ = admin.resetLogger(ResetLoggerRequest.newBuilder().setName(logger).build());
    assertThat(
            admin.listSlowQueries(ListSlowQueriesRequest.getDefaultInstance()).getThreshold())
        .isEqualTo(Duration.getDefaultInstance());
    var _ = admin.clearSlowQueries(ClearSlowQueriesRequest.getDefaultInstance());
    var _ =
        admin.setSlowQueryThreshold(
            SetSlowQueryThresholdRequest.newBuilder()
                .setThreshold(Duration.getDefaultInstance())
                .build());
    var _ = admin.listRecentErrors(ListRecentErrorsRequest.getDefaultInstance());
    verification(admin);
  }

  /** The one that was begun over REST has to end before another one begins. */
  private static void verification(AdminGrpc.AdminBlockingStub admin) {
    var _ = ended(admin);
    var _ = admin.startVerification(StartVerificationRequest.getDefaultInstance());
    Verification run = ended(admin);
    assertThat(run.getState()).isEqualTo(Verification.State.STATE_COMPLETED);
    assertThat(run.getSound()).as(run.toString()).isTrue();
    var _ = admin.cancelVerification(CancelVerificationRequest.getDefaultInstance());
  }

  private static Verification ended(AdminGrpc.AdminBlockingStub admin) {
    Verification run;
    do {
      run = admin.getVerification(GetVerificationRequest.getDefaultInstance());
    } while (run.getState() == Verification.State.STATE_RUNNING);
    return run;
  }

  private static void unimplemented(ManagedChannel channel) {
    try {
      CollectionsGrpc.newBlockingStub(channel)
          .withDeadlineAfter(60, TimeUnit.SECONDS)
          .updateCollectionClusterSetup(
              UpdateCollectionClusterSetupRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      return;
    }
    throw new AssertionError("a call that the server does not have was answered");
  }

  /** Each of these is counted under another error. */
  private void mistakes() throws IOException, InterruptedException {
    refused(400, client.post(POINTS + "/query", "{'query': [1]}"));
    refused(401, client.get("/admin/loggers"));
    refused(400, client.put(POINTS + "?wait=true", "{'points': [{'id': 1, 'vector': [1]}]}"));
    refused(404, client.post(POINTS + "/query", "{'query': 999999}"));
    refused(404, client.get("/collections/absent"));
    for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      refused(404, client.send(method, "/no/such/route", ""));
    }
    refused(405, client.send("PATCH", "/collections/features/exists", "{}"));
    refused(
        409,
        client.put("/collections/features", "{'vectors': {'size': 16, 'distance': 'Cosine'}}"));
    try (StalledRequest large =
        StalledRequest.send(server.rest(), "PUT", POINTS, BODY_LIMIT + 1)) {
      assertThat(large.status()).isEqualTo(413);
    }
    StalledRequest.send(server.rest(), "POST", POINTS + "/query", 100).close();
  }
}
