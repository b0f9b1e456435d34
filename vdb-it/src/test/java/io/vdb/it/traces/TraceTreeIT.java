package io.vdb.it.traces;

import static io.vdb.it.traces.TracedServer.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import io.vdb.it.catalog.Scrape;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.Servers;
import io.vdb.it.server.StalledRequest;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import io.vdb.observability.otel.receiver.SpanTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that traces every request: whole trees, of everything that it does. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TraceTreeIT {

  @RegisterExtension static final Servers SERVERS = Servers.forClass();

  private static final String POINTS = "/collections/traced/points";
  private static final String ROUTE = "/collections/{collection}/points";
  private static final int RECENT_POINTS = 100;

  private static TracedServer server;

  @BeforeAll
  static void start() throws Exception {
    OtlpReceiver collector = OtlpReceiver.start();
    Map<String, String> settings = TracedServer.settings(collector.grpcEndpoint(), "1");
    settings.put("VDB_LIMITS_RECENT_POINTS", Integer.toString(RECENT_POINTS));
    var process = SERVERS.start(Distribution.freshFolder("traces-data"), settings);
    server = new TracedServer(process, process.client(), collector);
    server.client().put("/collections/traced", TracedServer.CREATE).result();
    for (int batch = 0; batch < 4; batch++) {
      upsert(batch * RECENT_POINTS, RECENT_POINTS);
    }
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static Answer upsert(int first, int number) throws Exception {
    return server
        .client()
        .sendValue(
            "PUT", POINTS + "?wait=true", Map.of("points", Points.numbered(first, number)));
  }

  @Test
  @Order(1)
  void backgroundWorkIsLinkedToWhatCausedIt() throws Exception {
    for (String work : List.of("index_flush", "merge", "refresh", "commit")) {
      ReceivedSpan span =
          server.collector().awaitSpan(received -> received.name().equals(work), PATIENCE);
      assertThat(span.parentSpanId()).as(work).isEmpty();
      assertThat(span.attributes())
          .as(work)
          .containsEntry("db.system.name", "vdb")
          .containsEntry("db.collection.name", "traced")
          .containsEntry("db.operation.name", work);
      assertThat(span.links()).as("links of %s", work).hasSize(1);
      ReceivedSpan cause =
          server
              .collector()
              .awaitSpan(
                  received ->
                      received.spanId().equals(span.links().getFirst().spanId())
                          && received.traceId().equals(span.links().getFirst().traceId()),
                  PATIENCE);
      assertThat(cause.traceId()).as(work).isNotEqualTo(span.traceId());
      assertThat(span.attributes().get("vdb.correlation_id"))
          .as(work)
          .isEqualTo(cause.attributes().get("vdb.correlation_id"));
    }
  }

  @Test
  @Order(2)
  void aSearchIsATreeOfItsStages() throws Exception {
    upsert(0, 3); // so that there is something in memory beside the segments
    Answer answer =
        server.post(
            POINTS + "/query",
            "{'query': [1, 2], 'limit': 5, 'params': {'hnsw_ef': 77},"
                + " 'filter': {'must': [{'key': 'n', 'range': {'lt': 300}}]}}",
            Map.of("X-Correlation-ID", "search-1"));
    assertThat(answer.result().path("points")).hasSize(5);
    SpanTree tree = server.trace(answer);

    ReceivedSpan root = onlyRoot(tree, "POST " + ROUTE + "/query");
    assertThat(root.attributes())
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.route", ROUTE + "/query")
        .containsEntry("url.path", POINTS + "/query")
        .containsEntry("url.scheme", "http")
        .containsEntry("http.response.status_code", 200L);
    assertThat(root.resource()).containsEntry("service.name", "vdb").containsKey("service.version");
    ReceivedSpan search = onlyChild(tree, root, "search");
    assertThat(search.attributes())
        .containsEntry("db.system.name", "vdb")
        .containsEntry("db.collection.name", "traced")
        .containsEntry("db.operation.name", "search")
        .containsEntry("db.response.returned_rows", 5L)
        .containsEntry("vdb.search.dimension", 2L)
        .containsEntry("vdb.search.limit", 5L)
        .containsEntry("vdb.search.ef", 77L)
        .containsEntry("vdb.search.results", 5L)
        .containsKeys(
            "vdb.search.filter_strategy",
            "vdb.search.visited_nodes",
            "vdb.search.distance_computations",
            "vdb.search.segments");
    assertThat(number(search, "vdb.search.distance_computations")).isPositive();
    assertThat(number(search, "vdb.search.segments")).isPositive();
    assertThat(number(search, "vdb.search.min_score"))
        .isLessThanOrEqualTo(number(search, "vdb.search.max_score"));
    List<String> stages = tree.children(search).stream().map(ReceivedSpan::name).toList();
    assertThat(stages)
        .containsOnlyOnce("plan", "filter", "search_recent", "fetch")
        .contains("search_segments")
        .isSubsetOf("plan", "filter", "search_recent", "search_segments", "rescore", "fetch");
    assertWellFormed(tree, "search-1");
  }

  private static double number(ReceivedSpan span, String attribute) {
    return ((Number) span.attributes().getOrDefault(attribute, Double.NaN)).doubleValue();
  }

  private static ReceivedSpan onlyRoot(SpanTree tree, String name) {
    assertThat(tree.roots()).as(tree.names()).hasSize(1);
    assertThat(tree.roots().getFirst().name()).isEqualTo(name);
    return tree.roots().getFirst();
  }

  private static ReceivedSpan onlyChild(SpanTree tree, ReceivedSpan parent, String name) {
    assertThat(tree.children(parent)).as(tree.names()).hasSize(1);
    assertThat(tree.children(parent).getFirst().name()).isEqualTo(name);
    return tree.children(parent).getFirst();
  }

  /** Steps lie within what they are steps of, and every span says what it belongs to. */
  private static void assertWellFormed(SpanTree tree, String correlationId) {
    tree.forEach(
        span -> {
          assertThat(span.attributes())
              .as(span.name())
              .containsEntry("vdb.correlation_id", correlationId);
          assertThat(span.endNanos()).as(span.name()).isGreaterThanOrEqualTo(span.startNanos());
          for (ReceivedSpan step : tree.children(span)) {
            assertThat(step.startNanos())
                .as("%s in %s", step.name(), span.name())
                .isGreaterThanOrEqualTo(span.startNanos());
            // A write may be answered once it is in the log, and before it can be searched.
            if (!step.name().equals("index_apply")) {
              assertThat(step.endNanos())
                  .as("%s in %s", step.name(), span.name())
                  .isLessThanOrEqualTo(span.endNanos());
            }
          }
        });
  }

  @Test
  @Order(3)
  void anUpsertIsATreeDownToTheDisk() throws Exception {
    Answer answer =
        server
            .client()
            .sendWith(
                "PUT",
                POINTS + "?wait=true",
                "{'points': [{'id': 1, 'vector': [1, 2]}, {'id': 2, 'vector': [1, 3]}]}",
                Map.of("X-Request-ID", "upsert-1"));
    assertThat(answer.status()).isEqualTo(200);
    SpanTree tree = server.trace(answer);
    assertThat(tree.names())
        .isEqualTo(
            """
            PUT /collections/{collection}/points
              upsert
                log_append
                  fsync
                index_apply
            """);
    ReceivedSpan upsert = tree.children(tree.roots().getFirst()).getFirst();
    assertThat(upsert.attributes())
        .containsEntry("db.operation.name", "upsert")
        .containsEntry("db.collection.name", "traced")
        .containsEntry("db.operation.batch.size", 2L);
    assertWellFormed(tree, "upsert-1");
  }

  @Test
  @Order(4)
  void otherOperationsHaveTreesToo() throws Exception {
    String one = "{'must': [{'key': 'n', 'match': {'value': 1}}]}";
    assertOperation("delete", POINTS + "/delete", "{'filter': " + one + "}");
    assertOperation("set_payload", POINTS + "/payload", "{'payload': {'a': 1}, 'points': [2]}");
    assertOperation("scroll", POINTS + "/scroll", "{'limit': 3}");
    assertOperation("count", POINTS + "/count", "{'filter': " + one + "}");
    assertOperation("retrieve", POINTS, "{'ids': [2, 3]}");
    assertOperation("search", POINTS + "/search", "{'vector': [1, 2], 'limit': 3}");
  }

  private static void assertOperation(String operation, String path, String body)
      throws Exception {
    Answer answer = server.post(path, body, Map.of("X-Correlation-ID", operation + "-1"));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    SpanTree tree = server.trace(answer);
    ReceivedSpan root = onlyRoot(tree, "POST " + path.replace("traced", "{collection}"));
    onlyChild(tree, root, operation);
    assertWellFormed(tree, operation + "-1");
  }

  @Test
  @Order(5)
  void errorsShowWhereTheyHappened() throws Exception {
    Answer wrong =
        server.post(
            POINTS + "/query", "{'query': [1, 2, 3]}", Map.of("X-Correlation-ID", "wrong-1"));
    assertThat(wrong.status()).isEqualTo(400);
    SpanTree tree = server.trace(wrong);
    ReceivedSpan root = onlyRoot(tree, "POST " + ROUTE + "/query");
    assertThat(root.attributes()).containsEntry("http.response.status_code", 400L);
    assertThat(root.isFailed()).as("the server is not to blame").isFalse();
    ReceivedSpan search = onlyChild(tree, root, "search");
    assertThat(search.isFailed()).isTrue();
    assertThat(search.attributes()).containsEntry("error.type", "invalid_argument");
    assertWellFormed(tree, "wrong-1");

    Answer absent =
        server.post("/collections/absent/points/count", "{}", Map.of("X-Correlation-ID", "no-1"));
    assertThat(absent.status()).isEqualTo(404);
    SpanTree short1 = server.trace(absent);
    assertThat(onlyRoot(short1, "POST " + ROUTE + "/count").attributes())
        .containsEntry("http.response.status_code", 404L);
    assertWellFormed(short1, "no-1");

    Answer nowhere = server.client().get("/no/such/route");
    SpanTree unmatched = server.trace(nowhere);
    assertThat(onlyRoot(unmatched, "GET unmatched").attributes())
        .doesNotContainKey("http.route")
        .containsEntry("http.response.status_code", 404L);
  }

  @Test
  @Order(6)
  void concurrentRequestsDoNotMix() throws Exception {
    List<Callable<String>> tasks = new ArrayList<>();
    Map<String, Boolean> isSearch = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      String id = "concurrent-" + i;
      boolean search = i % 2 == 0;
      isSearch.put(id, search);
      int point = i;
      tasks.add(() -> search ? search(id) : write(id, point));
    }
    List<String> traces = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<String> trace : threads.invokeAll(tasks)) {
        traces.add(trace.get());
      }
    }
    assertThat(traces).doesNotHaveDuplicates();
    for (int i = 0; i < traces.size(); i++) {
      SpanTree tree = server.trace(traces.get(i));
      String id = "concurrent-" + i;
      boolean search = Boolean.TRUE.equals(isSearch.get(id));
      ReceivedSpan root = onlyRoot(tree, search ? "POST " + ROUTE + "/query" : "PUT " + ROUTE);
      ReceivedSpan operation = onlyChild(tree, root, search ? "search" : "upsert");
      assertThat(tree.children(operation).stream().map(ReceivedSpan::name))
          .as(tree.names())
          .contains(search ? "fetch" : "log_append");
      assertWellFormed(tree, id);
    }
  }

  private static String search(String id) throws Exception {
    return traced(
        id, server.post(POINTS + "/query", "{'query': [1, 2]}", Map.of("X-Correlation-ID", id)));
  }

  private static String write(String id, int point) throws Exception {
    return traced(
        id,
        server
            .client()
            .sendWith(
                "PUT",
                POINTS,
                "{'points': [{'id': " + point + ", 'vector': [1, 2]}]}",
                Map.of("X-Correlation-ID", id)));
  }

  /** Returns the id of the trace, after a look at the ids in the headers. */
  private static String traced(String id, Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    String trace = answer.header("X-Trace-Id");
    assertThat(answer.header("X-Correlation-ID")).isEqualTo(id);
    assertThat(answer.header("traceparent")).matches("00-" + trace + "-[0-9a-f]{16}-01");
    assertThat(answer.header("traceresponse")).isEqualTo(answer.header("traceparent"));
    return trace;
  }

  @Test
  @Order(7)
  void aTraceOfTheClientGoesOnHere() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    String parent = "b7ad6b7169203331";
    Answer answer =
        server.post(
            POINTS + "/count",
            "{}",
            Map.of("traceparent", "00-" + trace + "-" + parent + "-01", "tracestate", "a=b"));
    assertThat(answer.header("X-Trace-Id")).isEqualTo(trace);
    SpanTree tree = server.trace(answer);
    ReceivedSpan root = onlyRoot(tree, "POST " + ROUTE + "/count");
    assertThat(root.parentSpanId()).isEqualTo(parent);
    assertThat(root.span().getTraceState()).isEqualTo("a=b");
    assertThat(answer.header("traceparent")).contains(root.spanId());

    String unsampled = "1af7651916cd43dd8448eb211c80319c";
    Answer silent =
        server.post(
            POINTS + "/count",
            "{}",
            Map.of("traceparent", "00-" + unsampled + "-" + parent + "-00"));
    assertThat(silent.header("X-Trace-Id")).isEqualTo(unsampled);
    assertThat(silent.header("traceparent")).startsWith("00-" + unsampled).endsWith("-00");
    server.trace(server.post(POINTS + "/count", "{}", Map.of())); // what was before is out by now
    assertThat(server.collector().tree(unsampled).roots()).isEmpty();
  }

  @Test
  @Order(8)
  void aCallOverGrpcIsTracedAlike() throws Exception {
    String trace = "2af7651916cd43dd8448eb211c80319c";
    Metadata headers = new Metadata();
    put(headers, "traceparent", "00-" + trace + "-b7ad6b7169203331-01");
    put(headers, "x-correlation-id", "call-1");
    ManagedChannel channel =
        Grpc.newChannelBuilder(server.process().grpc(), InsecureChannelCredentials.create())
            .build();
    try {
      Channel withHeaders =
          ClientInterceptors.intercept(
              channel, MetadataUtils.newAttachHeadersInterceptor(headers));
      assertThat(
              QdrantGrpc.newBlockingStub(withHeaders)
                  .withDeadlineAfter(60, TimeUnit.SECONDS)
                  .healthCheck(HealthCheckRequest.getDefaultInstance())
                  .getVersion())
          .isNotEmpty();
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
    SpanTree tree = server.trace(trace);
    ReceivedSpan root = onlyRoot(tree, "qdrant.Qdrant/HealthCheck");
    assertThat(root.parentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(root.attributes())
        .containsEntry("rpc.system.name", "grpc")
        .containsEntry("rpc.method", "qdrant.Qdrant/HealthCheck")
        .containsEntry("rpc.response.status_code", "OK");
    assertWellFormed(tree, "call-1");
  }

  @Test
  @Order(9)
  void aSearchOverGrpcIsATreeOfItsStages() throws Exception {
    String trace = "3af7651916cd43dd8448eb211c80319c";
    Metadata headers = new Metadata();
    put(headers, "traceparent", "00-" + trace + "-b7ad6b7169203331-01");
    put(headers, "x-correlation-id", "call-2");
    ManagedChannel channel =
        Grpc.newChannelBuilder(server.process().grpc(), InsecureChannelCredentials.create())
            .build();
    try {
      Channel withHeaders =
          ClientInterceptors.intercept(
              channel, MetadataUtils.newAttachHeadersInterceptor(headers));
      SearchPoints search =
          SearchPoints.newBuilder()
              .setCollectionName("traced")
              .addVector(1)
              .addVector(2)
              .setLimit(5)
              .build();
      assertThat(
              PointsGrpc.newBlockingStub(withHeaders)
                  .withDeadlineAfter(60, TimeUnit.SECONDS)
                  .search(search)
                  .getResultCount())
          .isEqualTo(5);
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
    SpanTree tree = server.trace(trace);
    ReceivedSpan root = onlyRoot(tree, "qdrant.Points/Search");
    ReceivedSpan found = onlyChild(tree, root, "search");
    assertThat(found.attributes())
        .containsEntry("db.collection.name", "traced")
        .containsEntry("db.operation.name", "search")
        .containsEntry("db.response.returned_rows", 5L);
    assertThat(tree.children(found)).isNotEmpty();
    assertWellFormed(tree, "call-2");
  }

  private static void put(Metadata headers, String name, String value) {
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
  }

  @Test
  @Order(9)
  void probesAndScrapesAreNotTraced() throws Exception {
    List<String> probes = new ArrayList<>();
    for (String path : List.of("/healthz", "/readyz", "/metrics")) {
      Answer answer = server.client().get(path);
      assertThat(answer.header("X-Trace-Id")).as(path).hasSize(32);
      probes.add(answer.header("X-Trace-Id"));
    }
    server.trace(server.post(POINTS + "/count", "{}", Map.of()));
    assertThat(server.collector().spans())
        .extracting(ReceivedSpan::traceId)
        .doesNotContainAnyElementsOf(probes);
  }

  @Test
  @Order(10)
  void theTraceOfEveryExemplarHasArrived() throws Exception {
    Scrape scrape =
        Scrape.of(
            server
                .client()
                .getWith("/metrics", "Accept", "application/openmetrics-text; version=1.0.0")
                .text());
    Set<String> exemplars =
        scrape.samples().stream()
            .filter(sample -> !sample.exemplar().isEmpty())
            .map(sample -> sample.exemplar().getOrDefault("trace_id", "none"))
            .collect(Collectors.toSet());
    assertThat(exemplars).hasSizeGreaterThan(5);
    Set<String> metrics =
        scrape.samples().stream()
            .filter(sample -> !sample.exemplar().isEmpty())
            .map(Scrape.Sample::name)
            .collect(Collectors.toSet());
    assertThat(metrics)
        .contains(
            "vdb_http_request_duration_seconds_bucket",
            "vdb_search_duration_seconds_bucket",
            "vdb_insert_duration_seconds_bucket");
    Await.until(
        () -> {
          Set<String> missing = new HashSet<>(exemplars);
          server.collector().spans().forEach(span -> missing.remove(span.traceId()));
          return missing;
        },
        Set::isEmpty,
        PATIENCE);
    assertThat(scrape.sum("vdb_trace_spans_total", "result", "dropped")).isZero();
    assertThat(scrape.sum("vdb_trace_spans_total", "result", "exported")).isPositive();
  }

  @Test
  @Order(11)
  void whatIsUnderWayWhenTheServerStopsStillArrives() throws Exception {
    Answer refused;
    try (StalledRequest stalled =
        StalledRequest.send(server.process().rest(), "POST", POINTS + "/count", 1_000)) {
      Await.until( // the scrape is the other one
          () -> server.scrape().sum("vdb_http_requests_in_flight"), n -> n == 2, PATIENCE);
      server.process().terminate();
      refused =
          Await.until(
              () -> server.client().get("/collections"),
              answer -> answer.status() == 503,
              PATIENCE);
      stalled.finish("{}");
      assertThat(stalled.status()).isIn(200, 503);
    }
    assertThat(server.process().awaitExit()).isZero();
    SpanTree tree = server.trace(refused);
    ReceivedSpan root = onlyRoot(tree, "GET /collections");
    assertThat(root.isFailed()).isTrue();
    assertThat(root.attributes())
        .containsEntry("error.type", "unavailable")
        .containsEntry("http.response.status_code", 503L);
    assertThat(server.collector().spans())
        .extracting(ReceivedSpan::name)
        .contains("POST " + ROUTE + "/count");
  }
}
