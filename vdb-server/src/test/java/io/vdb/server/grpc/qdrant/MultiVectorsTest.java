package io.vdb.server.grpc.qdrant;

import static io.qdrant.client.PointIdFactory.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.MultiVectorComparator;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.MultiDenseVector;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorInput;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Multivectors, over both protocols. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MultiVectorsTest {

  private static final String POINTS = "/collections/m/points";

  private Path data;
  private TestServer server;
  private CollectionsBlockingStub collections;
  private PointsBlockingStub points;

  @BeforeAll
  void start(@TempDir Path folder) {
    data = folder;
    open();
    ok(
        server.put(
            "/collections/m",
            json(
                """
                {'vectors':{'d':{'size':2,'distance':'Dot'},
                            'r':{'size':2,'distance':'Dot','hnsw_config':{'m':0},
                                 'multivector_config':{'comparator':'max_sim'}},
                            'e':{'size':2,'distance':'Euclid','datatype':'float16',
                                 'multivector_config':{'comparator':'max_sim'}}}}""")));
    ok(
        server.put(
            POINTS + "?wait=true",
            json(
                """
                {'points':[
                  {'id':1,'vector':{'d':[1,1],'r':[[1,0],[0,2]],'e':[[0,0]]},'payload':{'x':1}},
                  {'id':2,'vector':{'d':[2,2],'r':[[3,0]],'e':[[3,4],[0,1]]}},
                  {'id':3,'vector':{'d':[3,1]}},
                  {'id':4,'vector':{'d':[0,1],'r':[[0,1],[1,1],[-1,0]]}}]}""")));
  }

  private void open() {
    server = TestServer.start(data);
    collections = new GrpcStubs(server).collections();
    points = new GrpcStubs(server).points();
  }

  @AfterAll
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

  private String query(String body) {
    List<String> found = new ArrayList<>();
    post("/query", body)
        .path("points")
        .forEach(
            point ->
                found.add(
                    point.path("id").asText() + ":" + (float) point.path("score").asDouble()));
    return String.join(" ", found);
  }

  private static String found(List<ScoredPoint> points) {
    return String.join(
        " ",
        points.stream().map(point -> point.getId().getNum() + ":" + point.getScore()).toList());
  }

  private static MultiDenseVector rows(float[]... rows) {
    MultiDenseVector.Builder multi = MultiDenseVector.newBuilder();
    for (float[] row : rows) {
      DenseVector.Builder dense = DenseVector.newBuilder();
      for (float component : row) {
        dense.addData(component);
      }
      multi.addVectors(dense);
    }
    return multi.build();
  }

  private QueryPoints.Builder nearest(MultiDenseVector rows, String using) {
    return QueryPoints.newBuilder()
        .setCollectionName("m")
        .setUsing(using)
        .setLimit(5)
        .setQuery(Query.newBuilder().setNearest(VectorInput.newBuilder().setMultiDense(rows)));
  }

  @Test
  void pointsAreFoundByTheSumOfTheMostSimilarRows() {
    String best = "1:3.0 2:3.0 4:2.0";
    assertThat(query("{'query':[[1,0],[0,1]],'using':'r','limit':5}")).isEqualTo(best);
    assertThat(
            found(
                points
                    .query(nearest(rows(new float[] {1, 0}, new float[] {0, 1}), "r").build())
                    .getResultList()))
        .isEqualTo(best);
    assertThat(query("{'query':[[0,0],[3,4]],'using':'e'}"))
        .isEqualTo("2:1.0 1:5.0");
    assertThat(query("{'query':[0,1],'using':'r'}")).isEqualTo("1:2.0 4:1.0 2:0.0");
    assertThat(query("{'query':1,'using':'r'}")).isEqualTo("2:3.0 4:3.0");
    assertThat(
            query(
                "{'query':[[1,0],[0,1]],'using':'r',"
                    + "'filter':{'must':{'key':'x','match':{'value':1}}}}"))
        .isEqualTo("1:3.0");
  }

  @Test
  void aDensePrefetchIsComparedAgainByRows() {
    String best = "2:3.0"; // the other one that was prefetched has no rows
    String asked =
        "{'prefetch':{'query':[1,1],'using':'d','limit':2},"
            + "'query':[[1,0],[0,1]],'using':'r'}";
    assertThat(query(asked)).isEqualTo(best);
    assertThat(
            found(
                points
                    .query(
                        nearest(rows(new float[] {1, 0}, new float[] {0, 1}), "r")
                            .addPrefetch(
                                PrefetchQuery.newBuilder()
                                    .setUsing("d")
                                    .setLimit(2)
                                    .setQuery(
                                        Query.newBuilder()
                                            .setNearest(
                                                VectorInput.newBuilder()
                                                    .setDense(
                                                        DenseVector.newBuilder()
                                                            .addData(1)
                                                            .addData(1)))))
                            .build())
                    .getResultList()))
        .isEqualTo(best);
    assertThat(
            query(
                "{'query':{'recommend':{'positive':[1],'negative':[[[0,-1]]],"
                    + "'strategy':'best_score'}},'using':'r'}"))
        .startsWith("2:");
  }

  @Test
  @SuppressWarnings("deprecation") // what older clients send
  void areReadBackWrittenAndDeletedOnBothProtocolsAndAfterOpening() {
    ok(
        server.put(
            "/collections/only",
            json(
                "{'vectors':{'size':2,'distance':'Cosine','datatype':'uint8',"
                    + "'multivector_config':{'comparator':'max_sim'}}}")));
    VectorParams shown =
        collections
            .get(GetCollectionInfoRequest.newBuilder().setCollectionName("only").build())
            .getResult()
            .getConfig()
            .getParams()
            .getVectorsConfig()
            .getParams();
    assertThat(shown.getMultivectorConfig().getComparator())
        .isEqualTo(MultiVectorComparator.MaxSim);
    assertThat(
            ok(server.get("/collections/only"))
                .at("/config/params/vectors/multivector_config")
                .toString())
        .isEqualTo("{\"comparator\":\"max_sim\"}");
    collections.create(
        CreateCollection.newBuilder()
            .setCollectionName("copy")
            .setVectorsConfig(
                VectorsConfig.newBuilder().setParams(shown))
            .build());
    for (String collection : List.of("only", "copy")) {
      points.upsert(
          UpsertPoints.newBuilder()
              .setCollectionName(collection)
              .setWait(true)
              .addPoints(
                  PointStruct.newBuilder()
                      .setId(id(1))
                      .setVectors(
                          Vectors.newBuilder()
                              .setVector(
                                  Vector.newBuilder()
                                      .setMultiDense(
                                          rows(new float[] {3.7f, 4}, new float[] {300, 0})))))
              .addPoints(
                  PointStruct.newBuilder()
                      .setId(id(2))
                      .setVectors(
                          Vectors.newBuilder()
                              .setVector(
                                  Vector.newBuilder()
                                      .addData(1)
                                      .addData(2)
                                      .addData(3)
                                      .addData(4)
                                      .setVectorsCount(2))))
              .build());
    }
    checkOnly();
    server.close();
    open();
    checkOnly();
    ok(
        server.put(
            "/collections/m/points/vectors?wait=true",
            json("{'points':[{'id':3,'vector':{'r':[[5,5]]}}]}")));
    assertThat(post("/count", "{'filter':{'must':{'has_vector':'r'}}}").path("count").asInt())
        .isEqualTo(4);
    ok(
        server.post(
            POINTS + "/vectors/delete?wait=true", json("{'points':[3],'vector':['r']}")));
    assertThat(ok(server.get(POINTS + "/3")).path("vector").toString())
        .isEqualTo(json("{'d':[3.0,1.0]}"));
  }

  private void checkOnly() {
    for (String collection : List.of("only", "copy")) {
      assertThat(ok(server.get("/collections/" + collection + "/points/1")).path("vector"))
          .hasToString("[[3.0,4.0],[255.0,0.0]]");
      assertThat(ok(server.get("/collections/" + collection + "/points/2")).path("vector"))
          .hasToString("[[1.0,2.0],[3.0,4.0]]");
    }
    var read =
        points
            .get(
                GetPoints.newBuilder()
                    .setCollectionName("only")
                    .addIds(id(1))
                    .setWithVectors(WithVectorsSelector.newBuilder().setEnable(true))
                    .build())
            .getResult(0);
    assertThat(read.getVectors().getVector().getMultiDense())
        .isEqualTo(rows(new float[] {3, 4}, new float[] {255, 0}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      {'r':[1,2]}           | 400 | Wrong input: Conversion between multi and regular vectors failed
      {'d':[[1,2]]}         | 400 | Wrong input: Conversion between multi and regular vectors failed
      {'r':[[1,2,3]]}       | 400 | Wrong input: Vector dimension error: expected dim: 2, got 3
      {'r':[]}              | 422 | [points[0].vector.r: dense vector must not be empty]
      {'r':[[]]}            | 422 | [points[0].vector.r: all vectors must be non-empty]
      {'r':[[1,2],[]]}      | 422 | [points[0].vector.r: all vectors must be non-empty]
      {'r':[[1,2],[1]]}     | 422 | [points[0].vector.r: all vectors must have the same dimension, found vector with dimension 1]
      {'r':[[1,2],3]}       | 400 | points[0].vector.r[1]: invalid type: integer, expected an array of numbers
      {'r':[[1,[2]]]}       | 400 | points[0].vector.r[0][1]
      {'r':{'indices':[1],'values':[1]}} | 400 | Conversion between sparse and regular vectors failed
      """)
  void wrongRowsAreRefused(String vector, int status, String message) {
    Answer answer =
        server.put(POINTS, json("{'points':[{'id':9,'vector':" + vector + "}]}"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(message);
  }

  @Test
  @SuppressWarnings("deprecation") // what older clients send
  void wrongRowsAreRefusedOverGrpc() {
    fails(
        Vector.newBuilder().setMultiDense(rows()).build(), "multi vector must not be empty");
    fails(
        Vector.newBuilder().setMultiDense(rows(new float[] {1, 2}, new float[] {1})).build(),
        "all vectors must have the same dimension, found vector with dimension 1");
    fails(
        Vector.newBuilder().addData(1).addData(2).addData(3).setVectorsCount(2).build(),
        "must divide the number of components");
  }

  private void fails(Vector vector, String message) {
    UpsertPoints request =
        UpsertPoints.newBuilder()
            .setCollectionName("m")
            .addPoints(
                PointStruct.newBuilder()
                    .setId(id(9))
                    .setVectors(
                        Vectors.newBuilder()
                            .setVectors(NamedVectors.newBuilder().putVectors("r", vector))))
            .build();
    assertThatThrownBy(() -> points.upsert(request))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theComparatorIsOneThatThereIs() {
    Answer answer =
        server.put(
            "/collections/none",
            json("{'vectors':{'size':2,'distance':'Dot','multivector_config':{}}}"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("missing field `comparator`");
    answer =
        server.put(
            "/collections/none",
            json(
                "{'vectors':{'size':2,'distance':'Dot',"
                    + "'multivector_config':{'comparator':'min'}}}"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("expected `max_sim`");
  }
}
