package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.DeletePointVectors;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorInput;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.VectorsOutput;
import io.qdrant.client.grpc.Points.VectorsSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Collections of several vectors, over both protocols. */
final class NamedVectorsTest {

  private static final String POINTS = "/collections/n/points";

  @TempDir Path data;

  private TestServer server;
  private CollectionsBlockingStub collections;
  private PointsBlockingStub points;

  @BeforeEach
  void start() {
    server = TestServer.start(data);
    collections = new GrpcStubs(server).collections();
    points = new GrpcStubs(server).points();
    ok(
        server.put(
            "/collections/n",
            json(
                "{'vectors':{'a':{'size':2,'distance':'Euclid','on_disk':true},"
                    + "'b':{'size':3,'distance':'Manhattan'}}}")));
    ok(
        server.put(
            POINTS + "?wait=true",
            json(
                """
                {'points':[{'id':1,'vector':{'a':[1,1],'b':[1,1,1]},'payload':{'x':1}},
                           {'id':2,'vector':{'a':[2,2]}},
                           {'id':3,'vector':{'b':[3,3,3]}},
                           {'id':4,'vector':{}}]}
                """)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static JsonNode ok(Answer answer) {
    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
    return answer.json().path("result");
  }

  private JsonNode post(String path, String body) {
    return ok(server.post(POINTS + path, json(body)));
  }

  private static Vector dense(float... components) {
    return Vector.newBuilder().setDense(GrpcStubs.dense(components)).build();
  }

  private static Vectors named(Map<String, Vector> vectors) {
    return Vectors.newBuilder()
        .setVectors(NamedVectors.newBuilder().putAllVectors(vectors))
        .build();
  }

  private static String ids(JsonNode found) {
    StringBuilder ids = new StringBuilder();
    found.forEach(point -> ids.append(point.path("id").asText()).append(' '));
    return ids.toString().strip();
  }

  private static List<Long> ids(List<ScoredPoint> found) {
    return found.stream().map(point -> point.getId().getNum()).toList();
  }

  private Map<Long, String> vectorsByGrpc(WithVectorsSelector selector) {
    GetPoints.Builder request = GetPoints.newBuilder().setCollectionName("n");
    for (long id = 1; id <= 6; id++) {
      request.addIds(GrpcStubs.id(id));
    }
    Map<Long, String> vectors = new TreeMap<>();
    points
        .get(request.setWithVectors(selector).build())
        .getResultList()
        .forEach(point -> vectors.put(point.getId().getNum(), text(point.getVectors())));
    return vectors;
  }

  private static String text(VectorsOutput vectors) {
    assertThat(vectors.hasVectors()).isTrue();
    Map<String, List<Float>> byName = new TreeMap<>();
    vectors
        .getVectors()
        .getVectorsMap()
        .forEach((name, vector) -> byName.put(name, vector.getDense().getDataList()));
    return byName.toString();
  }

  @Test
  void areShownWithTheCollection() {
    JsonNode vectors = ok(server.get("/collections/n")).at("/config/params/vectors");
    assertThat(vectors.toString())
        .isEqualTo(
            json(
                "{'a':{'size':2,'distance':'Euclid','on_disk':true},"
                    + "'b':{'size':3,'distance':'Manhattan'}}"));

    Map<String, VectorParams> shown =
        collections
            .get(GetCollectionInfoRequest.newBuilder().setCollectionName("n").build())
            .getResult()
            .getConfig()
            .getParams()
            .getVectorsConfig()
            .getParamsMap()
            .getMapMap();
    assertThat(shown).containsOnlyKeys("a", "b");
    assertThat(Objects.requireNonNull(shown.get("a")).getOnDisk()).isTrue();
    assertThat(Objects.requireNonNull(shown.get("b")).getDistance()).isEqualTo(Distance.Manhattan);
  }

  @Test
  void comeBackByName() {
    JsonNode all = post("", "{'ids':[1,2,3,4],'with_vector':true,'with_payload':false}");
    assertThat(all.toString())
        .isEqualTo(
            json(
                "[{'id':1,'vector':{'a':[1.0,1.0],'b':[1.0,1.0,1.0]}},"
                    + "{'id':2,'vector':{'a':[2.0,2.0]}},{'id':3,'vector':{'b':[3.0,3.0,3.0]}},"
                    + "{'id':4,'vector':{}}]"));
    JsonNode some = post("/scroll", "{'with_vector':['b'],'with_payload':false}").path("points");
    assertThat(some.toString())
        .isEqualTo(
            json(
                "[{'id':1,'vector':{'b':[1.0,1.0,1.0]}},{'id':2,'vector':{}},"
                    + "{'id':3,'vector':{'b':[3.0,3.0,3.0]}},{'id':4,'vector':{}}]"));

    assertThat(vectorsByGrpc(WithVectorsSelector.newBuilder().setEnable(true).build()))
        .isEqualTo(
            Map.of(1L, "{a=[1.0, 1.0], b=[1.0, 1.0, 1.0]}", 2L, "{a=[2.0, 2.0]}",
                3L, "{b=[3.0, 3.0, 3.0]}", 4L, "{}"));
    assertThat(
            vectorsByGrpc(
                WithVectorsSelector.newBuilder()
                    .setInclude(VectorsSelector.newBuilder().addNames("a"))
                    .build()))
        .isEqualTo(Map.of(1L, "{a=[1.0, 1.0]}", 2L, "{a=[2.0, 2.0]}", 3L, "{}", 4L, "{}"));
  }

  @Test
  void areSearchedOneByOne() {
    JsonNode found = post("/query", "{'query':[2,2],'using':'a'}").path("points");
    assertThat(ids(found)).isEqualTo("2 1");
    found = post("/query", "{'query':3,'using':'b','with_vector':['b']}").path("points");
    assertThat(ids(found)).isEqualTo("1");
    assertThat(found.at("/0/score").asDouble()).isEqualTo(6);
    assertThat(found.at("/0/vector").toString()).isEqualTo(json("{'b':[1.0,1.0,1.0]}"));
    found = post("/search", "{'vector':{'name':'b','vector':[0,0,0]},'limit':5}");
    assertThat(ids(found)).isEqualTo("1 3");

    assertThat(
            ids(
                points
                    .query(
                        QueryPoints.newBuilder()
                            .setCollectionName("n")
                            .setUsing("a")
                            .setQuery(
                                Query.newBuilder()
                                    .setNearest(
                                        VectorInput.newBuilder().setDense(GrpcStubs.dense(2, 2))))
                            .build())
                    .getResultList()))
        .containsExactly(2L, 1L);
    assertThat(
            ids(
                points
                    .search(
                        SearchPoints.newBuilder()
                            .setCollectionName("n")
                            .setVectorName("b")
                            .addAllVector(List.of(0f, 0f, 0f))
                            .setLimit(5)
                            .build())
                    .getResultList()))
        .containsExactly(1L, 3L);
  }

  @Test
  void areWrittenUpdatedAndDeletedOneByOne() {
    ok(
        server.put(
            POINTS + "?wait=true",
            json("{'batch':{'ids':[5,6],'vectors':{'a':[[5,5],[6,6]],'b':[[5,5,5],[6,6,6]]}}}")));
    ok(
        server.put(
            POINTS + "/vectors?wait=true",
            json("{'points':[{'id':5,'vector':{'b':[7,7,7]}},{'id':4,'vector':{'a':[4,4]}}]}")));
    points.updateVectors(
        UpdatePointVectors.newBuilder()
            .setCollectionName("n")
            .setWait(true)
            .addPoints(
                PointVectors.newBuilder()
                    .setId(GrpcStubs.id(6))
                    .setVectors(named(Map.of("a", dense(8, 8)))))
            .build());
    ok(
        server.post(
            POINTS + "/vectors/delete?wait=true", json("{'points':[1,2],'vector':['a']}")));
    points.deleteVectors(
        DeletePointVectors.newBuilder()
            .setCollectionName("n")
            .setWait(true)
            .setPointsSelector(
                PointsSelector.newBuilder()
                    .setPoints(PointsIdsList.newBuilder().addIds(GrpcStubs.id(3))))
            .setVectors(VectorsSelector.newBuilder().addNames("a").addNames("b"))
            .build());
    ok(
        server.post(
            POINTS + "/batch?wait=true",
            json(
                "{'operations':[{'delete_vectors':{'filter':{'must':[{'has_id':[6]}]},"
                    + "'vector':['b']}}]}")));

    assertThat(vectorsByGrpc(WithVectorsSelector.newBuilder().setEnable(true).build()))
        .isEqualTo(
            Map.of(
                1L, "{b=[1.0, 1.0, 1.0]}", 2L, "{}", 3L, "{}", 4L, "{a=[4.0, 4.0]}",
                5L, "{a=[5.0, 5.0], b=[7.0, 7.0, 7.0]}", 6L, "{a=[8.0, 8.0]}"));
    assertThat(ids(post("/query", "{'query':[0,0],'using':'a'}").path("points")))
        .isEqualTo("4 5 6");
    assertThat(ids(post("/scroll", "{'filter':{'must':[{'has_vector':'b'}]}}").path("points")))
        .isEqualTo("1 5");
    assertThat(
            ids(post("/scroll", "{'filter':{'must_not':[{'has_vector':'a'}]}}").path("points")))
        .isEqualTo("1 2 3");
    assertThat(post("/count", "{}").path("count").asInt()).isEqualTo(6);
  }

  @Test
  void areCreatedAndPutOverGrpcAsWell() {
    collections.create(
        CreateCollection.newBuilder()
            .setCollectionName("g")
            .setVectorsConfig(
                VectorsConfig.newBuilder()
                    .setParamsMap(
                        VectorParamsMap.newBuilder()
                            .putMap(
                                "v",
                                VectorParams.newBuilder()
                                    .setSize(2)
                                    .setDistance(Distance.Dot)
                                    .build())))
            .build());
    points.upsert(
        UpsertPoints.newBuilder()
            .setCollectionName("g")
            .setWait(true)
            .addPoints(
                PointStruct.newBuilder()
                    .setId(PointId.newBuilder().setNum(1))
                    .setVectors(named(Map.of("v", dense(1, 2)))))
            .addPoints(
                PointStruct.newBuilder()
                    .setId(PointId.newBuilder().setNum(2))
                    .setVectors(named(Map.of())))
            .build());

    assertThat(
            ok(server.post(
                    "/collections/g/points", json("{'ids':[1,2],'with_vector':true}")))
                .toString())
        .contains(json("'vector':{'v':[1.0,2.0]}"), json("'vector':{}"));
  }

  @Test
  void aCollectionMayHaveNone() {
    ok(server.put("/collections/none", json("{'vectors':{}}")));
    ok(server.put("/collections/none/points?wait=true", json("{'points':[{'id':1,'vector':{}}]}")));

    assertThat(ok(server.get("/collections/none")).at("/config/params/vectors").toString())
        .isEqualTo("{}");
    assertThat(
            ok(server.post("/collections/none/points/scroll", json("{'with_vector':true}")))
                .at("/points/0/vector")
                .toString())
        .isEqualTo("{}");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      PUT | | {'points':[{'id':1,'vector':{'x':[1,2]}}]} | 400 | Wrong input: Not existing vector name error: x
      PUT | | {'points':[{'id':1,'vector':[1,2]}]} | 400 | Wrong input: Not existing vector name error: ~~
      PUT | | {'points':[{'id':1,'vector':{'b':[1,2]}}]} | 400 | Wrong input: Vector dimension error: expected dim: 3, got 2
      PUT | | {'points':[{'id':1,'vector':{'b':[]}}]} | 422 | Validation error in JSON body: [points[0].vector.b: dense vector must not be empty]
      PUT | | {'batch':{'ids':[1,2],'vectors':{'a':[[1,2]]}}} | 422 | number of ids and vectors must be equal (2 != 1)
      PUT | /vectors | {'points':[{'id':1,'vector':{'x':[1,2]}}]} | 400 | Wrong input: Not existing vector name error: x
      PUT | /vectors | {'points':[{'id':99,'vector':{'a':[1,2]}}]} | 404 | Not found: No point with id 99 found
      POST | /vectors/delete | {'points':[1],'vector':['x']} | 400 | Wrong input: Not existing vector name error: x
      POST | /vectors/delete | {'points':[99],'vector':['a']} | 404 | Not found: No point with id 99 found
      POST | /vectors/delete | {'vector':['a']} | 400 | Either list of point ids or filter must be provided
      POST | /query | {'query':[1,2],'using':'x'} | 400 | Wrong input: Not existing vector name error: x
      POST | /query | {'query':[1,2]} | 400 | Wrong input: Not existing vector name error: ~~
      POST | /query | {'query':[1,2],'using':'b'} | 400 | Wrong input: Vector dimension error: expected dim: 3, got 2
      POST | /query | {'query':2,'using':'b'} | 404 | Not found: Vector with name b for point 2
      POST | /query | {'query':[1,2],'using':'a','with_vector':['x']} | 400 | Wrong input: Not existing vector name error: x
      POST | /scroll | {'with_vector':['x']} | 400 | Wrong input: Not existing vector name error: x
      POST | | {'ids':[1],'with_vector':['x']} | 400 | Wrong input: Not existing vector name error: x
      POST | /search | {'vector':{'vector':[1,2]},'limit':1} | 400 | vector: missing field `name`
      POST | /search | {'vector':[1,2],'limit':1} | 400 | Wrong input: Not existing vector name error: ~~
      """)
  void refusals(String method, String path, String body, int status, String message) {
    String whole = POINTS + (path == null ? "" : path);
    Answer answer =
        method.equals("PUT")
            ? server.put(whole, json(body))
            : server.post(whole, json(body));

    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(message.replace("~", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {'vectors':{'a':{'size':2}}} | 400 | vectors.a: missing field `distance`
      {'vectors':{'a':{'distance':'Dot'}}} | 400 | vectors.a: missing field `size`
      {'vectors':{'a':{'size':0,'distance':'Dot'}}} | 422 | vectors.a.size: value 0 invalid
      {'vectors':{'size':2,'distance':'Dot','a':{'size':2,'distance':'Dot'}}} | 400 | either one without a name
      {'vectors':{'a':{'size':2,'distance':'Dot'},'size':2}} | 400 | either one without a name
      {'vectors':{'size':2}} | 400 | missing field `distance`
      """)
  void badSettings(String body, int status, String message) {
    Answer answer = server.put("/collections/bad", json(body));

    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(message);
  }

  @Test
  void unknownNamesAreInvalidArguments() {
    Status failure =
        GrpcStubs.failure(
            () ->
                points.search(
                    SearchPoints.newBuilder()
                        .setCollectionName("n")
                        .setVectorName("x")
                        .addVector(1)
                        .setLimit(1)
                        .build()));
    assertThat(failure.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getDescription())
        .isEqualTo("Wrong input: Not existing vector name error: x");
  }
}
