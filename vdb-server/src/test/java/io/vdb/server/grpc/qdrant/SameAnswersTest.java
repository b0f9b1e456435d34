package io.vdb.server.grpc.qdrant;

import static io.vdb.server.grpc.qdrant.SameFilters.field;
import static io.vdb.server.grpc.qdrant.SameFilters.match;
import static io.vdb.server.grpc.qdrant.SameFilters.must;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.OptimizersConfigDiff;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Collections.WalConfigDiff;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ReadConsistency;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.AcornSearchParams;
import io.qdrant.client.grpc.Points.QuantizationSearchParams;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpdateBatchResponse;
import io.qdrant.client.grpc.Points.UpdateMode;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorInput;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same request over REST and over gRPC has the same answer, results and failures alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SameAnswersTest {

  static final String UUID = "550e8400-e29b-41d4-a716-446655440000";

  private TestServer server;
  private CollectionsBlockingStub collections;
  private PointsBlockingStub points;
  private List<String> before = List.of();

  @BeforeAll
  void start(@TempDir Path data) {
    server =
        TestServer.start(
            data,
            Map.of(
                "vdb.limits.max-results", "100",
                "vdb.limits.max-ef", "200",
                "vdb.limits.max-filter-conditions", "8",
                "vdb.limits.max-filter-depth", "4",
                "vdb.limits.max-batch-points", "50"));
    collections = new GrpcStubs(server).collections();
    points = new GrpcStubs(server).points();
    server.createCollection("c", "Cosine");
    StringBuilder all = new StringBuilder("[");
    for (int i = 1; i <= 30; i++) {
      all.append(
          """
          {"id":%d,"vector":[%d,%d,1.5,0.25],"payload":{"n":%d,"half":%s,"word":"w%d",\
          "even":%s,"list":[%d,"x",null],"deep":{"a":{"b":%d}},"nothing":null,\
          "words":"a river of %d stones","at":{"lat":%d.5,"lon":%d},\
          "when":"2024-01-%02dT12:00:00Z","rows":[{"a":%d,"b":1},{"a":0,"b":%d}]}},
          """
              .formatted(
                  i, i, i % 7 - 3, i, i / 2.0, i % 3, i % 2 == 0, i % 5, i % 4, i, i, -i, i, i % 3,
                  i % 5));
    }
    all.append("{\"id\":\"").append(UUID).append("\",\"vector\":[1,1,1,1]}]");
    server.upsert("c", all.toString());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Each write over REST to one collection and over gRPC to the other leaves both the same. */
  @Test
  void writesLeaveTheSame() {
    List<String> twins = List.of("twin-rest", "twin-grpc");
    for (String twin : twins) {
      server.createCollection(twin, "Dot");
      server.upsert(
          twin,
          """
          [{"id":1,"vector":[1,2,3,4],"payload":{"a":{"b":1,"c":[{"d":1},{"d":2}]},"e":"x"}},
           {"id":2,"vector":[4,3,2,1],"payload":{"e":"y"}},
           {"id":3,"vector":[1,1,1,1],"payload":{"e":"z","n":3}}]
          """);
    }
    Map<String, Value> five = Map.of("f", Value.newBuilder().setIntegerValue(5).build());
    PointsSelector first = selector(1);
    PointsSelector third = selector(3);
    String points = "/collections/twin-rest/points";

    write("POST", points + "/payload", "{'payload':{'f':5},'points':[1],'key':'a.c[0]'}");
    this.points.setPayload(
        SetPayloadPoints.newBuilder()
            .setCollectionName("twin-grpc")
            .setWait(true)
            .putAllPayload(five)
            .setPointsSelector(first)
            .setKey("a.c[0]")
            .build());
    assertTwins();
    write("PUT", points + "/payload", "{'payload':{'f':5},'points':[3]}");
    this.points.overwritePayload(
        SetPayloadPoints.newBuilder()
            .setCollectionName("twin-grpc")
            .setWait(true)
            .putAllPayload(five)
            .setPointsSelector(third)
            .build());
    assertTwins();
    write("PUT", points + "/payload", "{'payload':{'f':5},'points':[3],'key':'at.b'}");
    this.points.overwritePayload(
        SetPayloadPoints.newBuilder()
            .setCollectionName("twin-grpc")
            .setWait(true)
            .putAllPayload(five)
            .setPointsSelector(third)
            .setKey("at.b")
            .build());
    assertTwins();
    write("POST", points + "/payload/delete", "{'keys':['a.b','e'],'points':[1]}");
    this.points.deletePayload(
        DeletePayloadPoints.newBuilder()
            .setCollectionName("twin-grpc")
            .setWait(true)
            .addKeys("a.b")
            .addKeys("e")
            .setPointsSelector(first)
            .build());
    assertTwins();
    write("PUT", points + "/vectors", "{'points':[{'id':1,'vector':[9,8,7,6]}]}");
    this.points.updateVectors(
        UpdatePointVectors.newBuilder()
            .setCollectionName("twin-grpc")
            .setWait(true)
            .addPoints(
                PointVectors.newBuilder()
                    .setId(GrpcStubs.id(1))
                    .setVectors(GrpcStubs.point(1, 9, 8, 7, 6).getVectors()))
            .build());
    assertTwins();
    write("POST", points + "/payload/clear", "{'points':[3]}");
    this.points.clearPayload(
        ClearPayloadPoints.newBuilder()
            .setCollectionName("twin-grpc")
            .setWait(true)
            .setPoints(third)
            .build());
    assertTwins();
    write(
        "PUT",
        points,
        "{'points':[{'id':1,'vector':[0,0,0,1]},{'id':9,'vector':[0,0,0,9]}],"
            + "'update_mode':'insert_only'}");
    this.points.upsert(
        UpsertPoints.newBuilder()
            .setCollectionName("twin-grpc")
            .setWait(true)
            .addPoints(GrpcStubs.point(1, 0, 0, 0, 1))
            .addPoints(GrpcStubs.point(9, 0, 0, 0, 9))
            .setUpdateMode(UpdateMode.InsertOnly)
            .build());
    assertTwins();
    write(
        "POST",
        points + "/batch",
        "{'operations':[{'set_payload':{'payload':{'f':5},'points':[2]}},"
            + "{'clear_payload':{'points':[1]}},{'delete':{'points':[9]}}]}");
    UpdateBatchResponse batch =
        this.points.updateBatch(
            UpdateBatchPoints.newBuilder()
                .setCollectionName("twin-grpc")
                .setWait(true)
                .addOperations(
                    PointsUpdateOperation.newBuilder()
                        .setSetPayload(
                            PointsUpdateOperation.SetPayload.newBuilder()
                                .putAllPayload(five)
                                .setPointsSelector(selector(2))))
                .addOperations(
                    PointsUpdateOperation.newBuilder()
                        .setClearPayload(
                            PointsUpdateOperation.ClearPayload.newBuilder().setPoints(first)))
                .addOperations(
                    PointsUpdateOperation.newBuilder()
                        .setDeletePoints(
                            PointsUpdateOperation.DeletePoints.newBuilder()
                                .setPoints(selector(9))))
                .build());
    assertThat(batch.getResultList())
        .hasSize(3)
        .allSatisfy(each -> assertThat(each.getStatus()).isEqualTo(UpdateStatus.Completed));
    assertTwins();
  }

  private static PointsSelector selector(long id) {
    return PointsSelector.newBuilder()
        .setPoints(PointsIdsList.newBuilder().addIds(GrpcStubs.id(id)))
        .build();
  }

  private void write(String method, String path, String body) {
    Answer answer = server.send(method, path + "?wait=true", body.replace('\'', '"'));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private void assertTwins() {
    assertThat(contents("twin-grpc")).isEqualTo(contents("twin-rest")).isNotEqualTo(before);
    before = contents("twin-rest");
  }

  private List<String> contents(String collection) {
    return elements(
            server
                .post(
                    "/collections/" + collection + "/points/scroll",
                    "{\"limit\":100,\"with_vector\":true}")
                .result()
                .path("points"))
        .map(SameAnswersTest::shown)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> filtersMatchTheSamePoints() {
    return SameFilters.all().entrySet().stream()
        .map(
            filter ->
                DynamicTest.dynamicTest(
                    filter.getKey(), () -> assertSamePoints(filter.getKey(), filter.getValue())));
  }

  private void assertSamePoints(String json, Filter filter) {
    Answer scrolled =
        server.post(
            "/collections/c/points/scroll",
            "{\"limit\":100,\"with_vector\":true,\"filter\":" + json + "}");
    ScrollResponse page =
        points.scroll(
            ScrollPoints.newBuilder()
                .setCollectionName("c")
                .setLimit(100)
                .setFilter(filter)
                .setWithVectors(WithVectorsSelector.newBuilder().setEnable(true))
                .build());
    long count =
        points
            .count(CountPoints.newBuilder().setCollectionName("c").setFilter(filter).build())
            .getResult()
            .getCount();

    assertThat(page.getResultList().stream().map(SameAnswersTest::shown))
        .isEqualTo(elements(scrolled.result().path("points")).map(SameAnswersTest::shown).toList());
    assertThat(count).isEqualTo(page.getResultCount());
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    assertThat(array.isArray()).isTrue();
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static String shown(JsonNode point) {
    List<Integer> bits = new ArrayList<>();
    point.path("vector").forEach(component -> bits.add(bits(component)));
    return point.path("id").asText()
        + " "
        + payload(point.path("payload"))
        + " "
        + bits
        + " "
        + (point.has("score") ? bits(point.path("score")) + " " + point.path("version") : "");
  }

  private static int bits(JsonNode number) {
    return Float.floatToRawIntBits(Float.parseFloat(number.asText()));
  }

  /** Shows integers and doubles apart, as JSON does. */
  private static String payload(JsonNode json) {
    Map<String, String> fields = new TreeMap<>();
    json.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
    return fields.toString();
  }

  private static String value(JsonNode json) {
    if (json.isObject()) {
      return payload(json);
    }
    if (json.isArray()) {
      return elements(json).map(SameAnswersTest::value).toList().toString();
    }
    return json.getNodeType() + (json.isIntegralNumber() ? " whole " : " ") + json.asText();
  }

  private static String shown(RetrievedPoint point) {
    return id(point.getId())
        + " "
        + payload(point.getPayloadMap())
        + " "
        + bits(point.getVectors().getVector().getDense().getDataList())
        + " ";
  }

  private static String shown(ScoredPoint point) {
    return id(point.getId())
        + " "
        + payload(point.getPayloadMap())
        + " "
        + bits(point.getVectors().getVector().getDense().getDataList())
        + " "
        + Float.floatToRawIntBits(point.getScore())
        + " "
        + point.getVersion();
  }

  private static String id(PointId id) {
    return id.hasUuid() ? id.getUuid() : Long.toUnsignedString(id.getNum());
  }

  private static List<Integer> bits(List<Float> components) {
    return components.stream().map(Float::floatToRawIntBits).toList();
  }

  private static String payload(Map<String, Value> fields) {
    Map<String, String> shown = new TreeMap<>();
    fields.forEach((name, value) -> shown.put(name, value(value)));
    return shown.toString();
  }

  private static String value(Value value) {
    return switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> "NULL null";
      case BOOL_VALUE -> "BOOLEAN " + value.getBoolValue();
      case INTEGER_VALUE -> "NUMBER whole " + value.getIntegerValue();
      case DOUBLE_VALUE -> "NUMBER " + value.getDoubleValue();
      case STRING_VALUE -> "STRING " + value.getStringValue();
      case STRUCT_VALUE -> payload(value.getStructValue().getFieldsMap());
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream()
              .map(SameAnswersTest::value)
              .toList()
              .toString();
    };
  }

  private static QueryPoints.Builder query(float... vector) {
    return QueryPoints.newBuilder()
        .setCollectionName("c")
        .setQuery(
            Query.newBuilder()
                .setNearest(VectorInput.newBuilder().setDense(GrpcStubs.dense(vector))));
  }

  private static WithPayloadSelector.Builder payload() {
    return WithPayloadSelector.newBuilder().setEnable(true);
  }

  private static WithVectorsSelector.Builder vectors() {
    return WithVectorsSelector.newBuilder().setEnable(true);
  }

  @Test
  void searchesFindTheSameBitForBit() {
    List<String> rest =
        elements(
                server
                    .post(
                        "/collections/c/points/query",
                        """
                        {"query":[0.3,-0.7,0.1,0.9],"limit":12,"offset":2,"with_payload":true,
                         "with_vector":true,"score_threshold":-0.9,
                         "params":{"exact":true,"hnsw_ef":64,
                                   "quantization":{"ignore":true,"rescore":false,
                                                   "oversampling":1},
                                   "acorn":{"enable":true,"max_selectivity":0.4}},
                         "filter":{"must":[{"key":"n","range":{"gte":3}}]}}
                        """)
                    .result()
                    .path("points"))
            .map(SameAnswersTest::shown)
            .toList();
    Filter filter =
        must(field(FieldCondition.newBuilder().setKey("n").setRange(Range.newBuilder().setGte(3))));
    SearchParams params =
        SearchParams.newBuilder()
            .setExact(true)
            .setHnswEf(64)
            .setQuantization(
                QuantizationSearchParams.newBuilder()
                    .setIgnore(true)
                    .setRescore(false)
                    .setOversampling(1))
            .setAcorn(AcornSearchParams.newBuilder().setEnable(true).setMaxSelectivity(0.4))
            .build();
    QueryPoints query =
        query(0.3f, -0.7f, 0.1f, 0.9f)
            .setLimit(12)
            .setOffset(2)
            .setWithPayload(payload())
            .setWithVectors(vectors())
            .setScoreThreshold(-0.9f)
            .setParams(params)
            .setFilter(filter)
            .setUsing("")
            .setReadConsistency(ReadConsistency.newBuilder().setFactor(1))
            .setTimeout(5)
            .build();
    SearchPoints search =
        SearchPoints.newBuilder()
            .setCollectionName("c")
            .addAllVector(List.of(0.3f, -0.7f, 0.1f, 0.9f))
            .setLimit(12)
            .setOffset(2)
            .setWithPayload(payload())
            .setWithVectors(vectors())
            .setScoreThreshold(-0.9f)
            .setParams(params)
            .setFilter(filter)
            .build();

    assertThat(rest).hasSize(12);
    assertThat(points.query(query).getResultList().stream().map(SameAnswersTest::shown))
        .isEqualTo(rest);
    assertThat(points.search(search).getResultList().stream().map(SameAnswersTest::shown))
        .isEqualTo(rest);
    assertThat(
            points
                .queryBatch(
                    QueryBatchPoints.newBuilder()
                        .setCollectionName("c")
                        .addQueryPoints(query(1, 0, 0, 0))
                        .addQueryPoints(query.toBuilder().clearTimeout())
                        .build())
                .getResult(1)
                .getResultList()
                .stream()
                .map(SameAnswersTest::shown))
        .isEqualTo(rest);
    assertThat(
            points
                .searchBatch(
                    SearchBatchPoints.newBuilder()
                        .setCollectionName("c")
                        .addSearchPoints(search)
                        .build())
                .getResult(0)
                .getResultList()
                .stream()
                .map(SameAnswersTest::shown))
        .isEqualTo(rest);
  }

  @Test
  void searchesByIdFindTheSame() {
    List<String> rest =
        elements(
                server
                    .post("/collections/c/points/query", "{\"query\":5,\"limit\":7}")
                    .result()
                    .path("points"))
            .map(SameAnswersTest::shown)
            .toList();

    QueryPoints query =
        QueryPoints.newBuilder()
            .setCollectionName("c")
            .setLimit(7)
            .setQuery(
                Query.newBuilder().setNearest(VectorInput.newBuilder().setId(GrpcStubs.id(5))))
            .build();

    assertThat(points.query(query).getResultList().stream().map(SameAnswersTest::shown))
        .isEqualTo(rest);
  }

  @Test
  void writesOverGrpcAreReadOverRest() {
    server.createCollection("w", "Euclid");
    PointStruct point =
        PointStruct.newBuilder()
            .setId(PointId.newBuilder().setNum(-1)) // the largest
            .setVectors(
                Vectors.newBuilder()
                    .setVector(Vector.newBuilder().setDense(GrpcStubs.dense(1, 2, 3, 4.5f))))
            .putPayload("whole", Value.newBuilder().setIntegerValue(5).build())
            .putPayload("double", Value.newBuilder().setDoubleValue(5).build())
            .build();
    @SuppressWarnings("deprecation") // what older clients send
    PointStruct old =
        PointStruct.newBuilder()
            .setId(PointId.newBuilder().setUuid("550E8400E29B41D4A716446655440000"))
            .setVectors(
                Vectors.newBuilder()
                    .setVector(Vector.newBuilder().addAllData(List.of(5f, 6f, 7f, 8f))))
            .build();

    UpdateResult upserted =
        points
            .upsert(
                UpsertPoints.newBuilder()
                    .setCollectionName("w")
                    .setWait(true)
                    .addPoints(point)
                    .addPoints(old)
                    .build())
            .getResult();
    UpdateResult set =
        points
            .setPayload(
                SetPayloadPoints.newBuilder()
                    .setCollectionName("w")
                    .setWait(true)
                    .setPointsSelector(
                        PointsSelector.newBuilder()
                            .setPoints(PointsIdsList.newBuilder().addIds(point.getId())))
                    .putPayload("more", Value.newBuilder().setStringValue("ü").build())
                    .build())
            .getResult();

    assertThat(upserted.getStatus()).isEqualTo(UpdateStatus.Completed);
    assertThat(set.getOperationId()).isGreaterThan(upserted.getOperationId());
    assertThat(
            server
                .post("/collections/w/points/scroll", "{\"with_vector\":true}")
                .result()
                .path("points")
                .toString())
        .isEqualTo(
            "[{\"id\":18446744073709551615,\"payload\":{\"whole\":5,\"double\":5.0,"
                + "\"more\":\"ü\"},\"vector\":[1.0,2.0,3.0,4.5]},{\"id\":\""
                + UUID
                + "\",\"payload\":{},\"vector\":[5.0,6.0,7.0,8.0]}]");

    UpdateResult deleted =
        points
            .delete(
                DeletePoints.newBuilder()
                    .setCollectionName("w")
                    .setPoints(
                        PointsSelector.newBuilder()
                            .setFilter(must(match("whole", Match.newBuilder().setInteger(5)))))
                    .build())
            .getResult();
    assertThat(deleted.getStatus()).isEqualTo(UpdateStatus.Acknowledged);
  }

  @Test
  void collectionsShowTheSameSettings() {
    assertThat(
            server
                .put(
                    "/collections/rest",
                    """
                    {"vectors":{"size":3,"distance":"Euclid","on_disk":true,"datatype":"float32"},
                     "hnsw_config":{"m":8,"ef_construct":50,"max_indexing_threads":2},
                     "optimizers_config":{"deleted_threshold":0.5,"max_optimization_threads":3},
                     "wal_config":{"wal_capacity_mb":8},"on_disk_payload":false,
                     "shard_number":1,"metadata":{"owner":{"n":1}}}
                    """)
                .status())
        .isEqualTo(200);
    collections.create(
        CreateCollection.newBuilder()
            .setCollectionName("grpc")
            .setVectorsConfig(
                VectorsConfig.newBuilder()
                    .setParams(
                        VectorParams.newBuilder()
                            .setSize(3)
                            .setDistance(Distance.Euclid)
                            .setOnDisk(true)
                            .setDatatype(Datatype.Float32)))
            .setHnswConfig(
                HnswConfigDiff.newBuilder().setM(8).setEfConstruct(50).setMaxIndexingThreads(2))
            .setOptimizersConfig(
                OptimizersConfigDiff.newBuilder()
                    .setDeletedThreshold(0.5)
                    .setDeprecatedMaxOptimizationThreads(3))
            .setWalConfig(WalConfigDiff.newBuilder().setWalCapacityMb(8))
            .setOnDiskPayload(false)
            .setShardNumber(1)
            .putMetadata(
                "owner",
                Value.newBuilder()
                    .setStructValue(
                        Struct.newBuilder()
                            .putFields("n", Value.newBuilder().setIntegerValue(1).build()))
                    .build())
            .build());

    CollectionInfo ofRest = info("rest");
    assertThat(info("grpc")).isEqualTo(ofRest);
    assertThat(server.get("/collections/grpc").result())
        .isEqualTo(server.get("/collections/rest").result());
    assertThat(ofRest.getConfig().getParams().getVectorsConfig().getParams().getSize())
        .isEqualTo(3);
    assertThat(ofRest.getConfig().getOptimizerConfig().getMaxOptimizationThreads().getValue())
        .isEqualTo(3);
    assertThat(ofRest.getConfig().getOptimizerConfig().getFlushIntervalSec()).isEqualTo(5);
    assertThat(ofRest.getConfig().getWalConfig().getWalCapacityMb()).isEqualTo(8);
    assertThat(ofRest.getConfig().getMetadataMap()).containsKey("owner");
  }

  private CollectionInfo info(String name) {
    return collections
        .get(GetCollectionInfoRequest.newBuilder().setCollectionName(name).build())
        .getResult();
  }

  @TestFactory
  Stream<DynamicTest> failuresSayTheSame() {
    Filter deep = must(nested(must(nested(must(nested(must()))))));
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(
        same(
            "GET", "/collections/absent", null, Status.Code.NOT_FOUND,
            () ->
                collections.get(
                    GetCollectionInfoRequest.newBuilder().setCollectionName("absent").build())));
    tests.add(
        same(
            "PUT", "/collections/c", "{\"vectors\":{\"size\":4,\"distance\":\"Dot\"}}",
            Status.Code.ALREADY_EXISTS,
            () -> collections.create(create("c", 4))));
    tests.add(
        same(
            "DELETE", "/collections/c?timeout=0", null, Status.Code.INVALID_ARGUMENT,
            () ->
                collections.delete(
                    DeleteCollection.newBuilder().setCollectionName("c").setTimeout(0).build())));
    tests.add(
        same(
            "POST", "/collections/c/points/query", "{\"query\":[1,2]}",
            Status.Code.INVALID_ARGUMENT,
            () -> points.query(query(1, 2).build())));
    tests.add(
        same(
            "POST", "/collections/c/points/query", "{\"query\":999}", Status.Code.NOT_FOUND,
            () ->
                points.query(
                    QueryPoints.newBuilder()
                        .setCollectionName("c")
                        .setQuery(
                            Query.newBuilder()
                                .setNearest(VectorInput.newBuilder().setId(GrpcStubs.id(999))))
                        .build())));
    tests.add(
        same(
            "POST", "/collections/c/points/query", "{\"score_threshold\":1}",
            Status.Code.INVALID_ARGUMENT,
            () ->
                points.query(
                    QueryPoints.newBuilder().setCollectionName("c").setScoreThreshold(1).build())));
    tests.add(
        same(
            "POST", "/collections/c/points/query", "{\"query\":[1,2,3,4],\"limit\":0}",
            Status.Code.INVALID_ARGUMENT,
            () -> points.query(query(1, 2, 3, 4).setLimit(0).build())));
    tests.add(
        same(
            "POST", "/collections/c/points/query", "{\"query\":[1,2,3,4],\"limit\":99999999999}",
            Status.Code.INVALID_ARGUMENT,
            () -> points.query(query(1, 2, 3, 4).setLimit(99999999999L).build())));
    tests.add(
        same(
            "POST", "/collections/c/points/query",
            "{\"query\":[1,2,3,4],\"limit\":60,\"offset\":50}", Status.Code.INVALID_ARGUMENT,
            () -> points.query(query(1, 2, 3, 4).setLimit(60).setOffset(50).build())));
    tests.add(
        same(
            "POST", "/collections/c/points/query",
            "{\"query\":[1,2,3,4],\"params\":{\"hnsw_ef\":201}}", Status.Code.INVALID_ARGUMENT,
            () ->
                points.query(
                    query(1, 2, 3, 4)
                        .setParams(SearchParams.newBuilder().setHnswEf(201))
                        .build())));
    tests.add(
        same(
            "POST", "/collections/c/points/query",
            "{\"query\":[1,2,3,4],\"params\":{\"quantization\":{\"oversampling\":0.99}}}",
            Status.Code.INVALID_ARGUMENT,
            () ->
                points.query(
                    query(1, 2, 3, 4)
                        .setParams(
                            SearchParams.newBuilder()
                                .setQuantization(
                                    QuantizationSearchParams.newBuilder().setOversampling(0.99)))
                        .build())));
    for (double selectivity : new double[] {-0.5, 1.5}) {
      tests.add(
          same(
              "POST", "/collections/c/points/query",
              "{\"query\":[1,2,3,4],\"params\":{\"acorn\":{\"max_selectivity\":" + selectivity
                  + "}}}",
              Status.Code.INVALID_ARGUMENT,
              () ->
                  points.query(
                      query(1, 2, 3, 4)
                          .setParams(
                              SearchParams.newBuilder()
                                  .setAcorn(
                                      AcornSearchParams.newBuilder()
                                          .setMaxSelectivity(selectivity)))
                          .build())));
    }
    tests.add(
        same(
            "POST", "/collections/c/points/query",
            "{\"query\":[1,2,3,4],\"prefetch\":[{\"prefetch\":[{}]}]}",
            Status.Code.INVALID_ARGUMENT,
            () ->
                points.query(
                    query(1, 2, 3, 4)
                        .addPrefetch(
                            PrefetchQuery.newBuilder()
                                .addPrefetch(PrefetchQuery.getDefaultInstance()))
                        .build())));
    tests.add(
        same(
            "POST", "/collections/c/points/count",
            "{\"filter\":{\"must\":[{\"must\":[{\"must\":[{\"must\":[{\"must\":[]}]}]}]}]}}",
            Status.Code.INVALID_ARGUMENT,
            () ->
                points.count(
                    CountPoints.newBuilder()
                        .setCollectionName("c")
                        .setFilter(must(nested(deep)))
                        .build())));
    tests.add(
        same(
            "POST", "/collections/c/points/count",
            "{\"filter\":{\"must\":[{},{},{},{},{},{},{},{},{}]}}", Status.Code.INVALID_ARGUMENT,
            () ->
                points.count(
                    CountPoints.newBuilder()
                        .setCollectionName("c")
                        .setFilter(
                            Filter.newBuilder()
                                .addAllMust(Collections.nCopies(9, nested(must()))))
                        .build())));
    tests.add(
        same(
            "POST", "/collections/c/points/scroll", "{\"limit\":101}",
            Status.Code.INVALID_ARGUMENT,
            () ->
                points.scroll(
                    ScrollPoints.newBuilder().setCollectionName("c").setLimit(101).build())));
    tests.add(
        same(
            "POST", "/collections/c/points", "{\"ids\":[\"x\"]}", Status.Code.INVALID_ARGUMENT,
            () ->
                points.get(
                    GetPoints.newBuilder()
                        .setCollectionName("c")
                        .addIds(PointId.newBuilder().setUuid("x"))
                        .build())));
    tests.add(
        same(
            "POST", "/collections/c/points/payload", "{\"payload\":{\"a\":1},\"points\":[999]}",
            Status.Code.NOT_FOUND,
            () ->
                points.setPayload(
                    SetPayloadPoints.newBuilder()
                        .setCollectionName("c")
                        .putPayload("a", Value.newBuilder().setIntegerValue(1).build())
                        .setPointsSelector(
                            PointsSelector.newBuilder()
                                .setPoints(
                                    PointsIdsList.newBuilder().addIds(GrpcStubs.id(999))))
                        .build())));
    return tests.stream();
  }

  private static CreateCollection create(String name, int size) {
    return CreateCollection.newBuilder()
        .setCollectionName(name)
        .setVectorsConfig(
            VectorsConfig.newBuilder()
                .setParams(VectorParams.newBuilder().setSize(size).setDistance(Distance.Dot)))
        .build();
  }

  private static Condition nested(Filter filter) {
    return Condition.newBuilder().setFilter(filter).build();
  }

  private DynamicTest same(
      String method,
      String path,
      @Nullable String body,
      Status.Code code,
      ThrowingCallable call) {
    return DynamicTest.dynamicTest(
        method + " " + path + " " + body,
        () -> {
          Answer rest = server.send(method, path, body);
          Status grpc = GrpcStubs.failure(call);
          assertThat(rest.status()).as(rest.body()).isBetween(400, 499);
          assertThat(grpc.getCode()).isEqualTo(code);
          assertThat(comparable(String.valueOf(grpc.getDescription())))
              .isEqualTo(comparable(rest.error()));
        });
  }

  /** Leaves out what only one protocol has: where in the text, and what it calls the text. */
  private static String comparable(String message) {
    return message
        .replaceFirst(" at line \\d+ column \\d+$", "")
        .replaceFirst("(JSON body|query parameters)", "body")
        .replaceAll("\\.filter\\.must", ".must");
  }
}
