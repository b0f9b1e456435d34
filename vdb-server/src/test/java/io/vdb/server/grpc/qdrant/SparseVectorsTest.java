package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.Modifier;
import io.qdrant.client.grpc.Collections.SparseIndexConfig;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.Points.ContextInput;
import io.qdrant.client.grpc.Points.ContextInputPair;
import io.qdrant.client.grpc.Points.DiscoverInput;
import io.qdrant.client.grpc.Points.Fusion;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.Mmr;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.NearestInputWithMmr;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendInput;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.RecommendStrategy;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchMatrixOffsets;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SparseIndices;
import io.qdrant.client.grpc.Points.SparseVector;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sparse vectors, over both protocols. */
final class SparseVectorsTest {

  private static final String POINTS = "/collections/h/points";

  /** As unsigned as can be: 4294967295. */
  private static final int LARGEST = -1;

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
            "/collections/h",
            json(
                "{'vectors':{'d':{'size':2,'distance':'Dot'}},"
                    + "'sparse_vectors':{'s':{},'w':{'modifier':'idf','index':{'on_disk':true,"
                    + "'full_scan_threshold':500,'datatype':'float16'}}}}")));
    ok(
        server.put(
            POINTS + "?wait=true",
            json(
                """
                {'points':[
                  {'id':1,'vector':{'d':[1,1],'s':{'indices':[9,4294967295,2],'values':[3,0.5,-1]},
                                    'w':{'indices':[1,2],'values':[1,1]}},'payload':{'x':1}},
                  {'id':2,'vector':{'d':[2,2],'s':{'values':[2],'indices':[9]},
                                    'w':{'indices':[1],'values':[1]}}},
                  {'id':3,'vector':{'d':[3,1],'s':{'indices':[],'values':[]}}},
                  {'id':4,'vector':{'s':{'indices':[2,7],'values':[4,1]},
                                    'w':{'indices':[1,3],'values':[1,1]}}},
                  {'id':5,'vector':{}}]}
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

  /** Ids and scores, such as {@code 2:0.5 7:0.25}. */
  private static String found(JsonNode points) {
    List<String> found = new ArrayList<>();
    points.forEach(
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

  private String query(String body) {
    return found(post("/query", body).path("points"));
  }

  private static SparseVector sparse(int[] indices, float... values) {
    SparseVector.Builder vector = SparseVector.newBuilder();
    for (int i = 0; i < indices.length; i++) {
      vector.addIndices(indices[i]).addValues(values[i]);
    }
    return vector.build();
  }

  private static QueryPoints.Builder byGrpc(String using, SparseVector vector) {
    return QueryPoints.newBuilder()
        .setCollectionName("h")
        .setUsing(using)
        .setQuery(nearest(VectorInput.newBuilder().setSparse(vector)));
  }

  private static Query nearest(VectorInput.Builder input) {
    return Query.newBuilder().setNearest(input).build();
  }

  @Test
  void settingsAreShownAsTheyWereGiven() {
    JsonNode params = ok(server.get("/collections/h")).at("/config/params");
    assertThat(params.path("sparse_vectors").toString())
        .isEqualTo(
            json(
                "{'s':{},'w':{'modifier':'idf','index':{'on_disk':true,"
                    + "'full_scan_threshold':500,'datatype':'float16'}}}"));
    CollectionParams byGrpc =
        collections
            .get(GetCollectionInfoRequest.newBuilder().setCollectionName("h").build())
            .getResult()
            .getConfig()
            .getParams();
    SparseVectorConfig shown = byGrpc.getSparseVectorsConfig();
    assertThat(shown.getMapMap()).containsOnlyKeys("s", "w");
    assertThat(shown.getMapOrThrow("w").getModifier()).isEqualTo(Modifier.Idf);
    assertThat(shown.getMapOrThrow("w").getIndex().getFullScanThreshold()).isEqualTo(500);
    assertThat(shown.getMapOrThrow("w").getIndex().getOnDisk()).isTrue();
    assertThat(shown.getMapOrThrow("s").hasModifier()).isFalse();
    assertThat(shown.getMapOrThrow("s").hasIndex()).isFalse();
  }

  @Test
  void aCollectionMayHaveNoOthers() {
    ok(server.put("/collections/only", json("{'sparse_vectors':{'s':{'modifier':'none'}}}")));
    assertThat(ok(server.get("/collections/only")).at("/config/params/vectors").toString())
        .isEqualTo("{}");
    collections.create(
        CreateCollection.newBuilder()
            .setCollectionName("g")
            .setSparseVectorsConfig(
                SparseVectorConfig.newBuilder()
                    .putMap(
                        "s",
                        SparseVectorParams.newBuilder()
                            .setModifier(Modifier.Idf)
                            .setIndex(SparseIndexConfig.newBuilder().setOnDisk(true))
                            .build()))
            .build());
    assertThat(
            ok(server.get("/collections/g")).at("/config/params/sparse_vectors").toString())
        .isEqualTo(json("{'s':{'modifier':'idf','index':{'on_disk':true}}}"));
    points.upsert(
        UpsertPoints.newBuilder()
            .setCollectionName("g")
            .setWait(true)
            .addPoints(
                PointStruct.newBuilder()
                    .setId(GrpcStubs.id(1))
                    .setVectors(named("s", Vector.newBuilder().setSparse(sparse(new int[] {3}, 2))
                        .build())))
            .addPoints(
                PointStruct.newBuilder()
                    .setId(GrpcStubs.id(2))
                    .setVectors(named("s", legacy(new int[] {5, 3}, 1, 4))))
            .build());
    assertThat(
            found(
                ok(
                        server.post(
                            "/collections/g/points/query",
                            json("{'query':{'indices':[5],'values':[1]},'using':'s'}")))
                    .path("points")))
        .isEqualTo("2:0.6931472"); // 1 * 1 * ln(1 + (2 - 1 + 0.5) / (1 + 0.5))
  }

  private static Vectors named(String name, Vector vector) {
    return Vectors.newBuilder()
        .setVectors(NamedVectors.newBuilder().putVectors(name, vector))
        .build();
  }

  @SuppressWarnings("deprecation") // how older clients send them
  private static Vector legacy(int[] indices, float... values) {
    Vector.Builder vector = Vector.newBuilder();
    SparseIndices.Builder all = SparseIndices.newBuilder();
    for (int i = 0; i < indices.length; i++) {
      all.addData(indices[i]);
      vector.addData(values[i]);
    }
    return vector.setIndices(all).build();
  }

  @Test
  void comeBackInTheOrderOfTheirIndices() {
    JsonNode all = post("", "{'ids':[1,3,4,5],'with_vector':['s'],'with_payload':false}");
    assertThat(all.toString())
        .isEqualTo(
            json(
                "[{'id':1,'vector':{'s':{'indices':[2,9,4294967295],'values':[-1.0,3.0,0.5]}}},"
                    + "{'id':3,'vector':{'s':{'indices':[],'values':[]}}},"
                    + "{'id':4,'vector':{'s':{'indices':[2,7],'values':[4.0,1.0]}}},"
                    + "{'id':5,'vector':{}}]"));
    SparseVector byGrpc =
        points
            .get(
                GetPoints.newBuilder()
                    .setCollectionName("h")
                    .addIds(GrpcStubs.id(1))
                    .setWithVectors(WithVectorsSelector.newBuilder().setEnable(true))
                    .build())
            .getResult(0)
            .getVectors()
            .getVectors()
            .getVectorsOrThrow("s")
            .getSparse();
    assertThat(byGrpc).isEqualTo(sparse(new int[] {2, 9, LARGEST}, -1, 3, 0.5f));
  }

  @Test
  void theSameIsFoundOverBothProtocols() {
    String expected = "1:5.0 2:4.0 4:-4.0";
    assertThat(query("{'query':{'indices':[9,2],'values':[2,-1]},'using':'s','limit':3}"))
        .isEqualTo("1:7.0 2:4.0 4:-4.0");
    assertThat(
            query(
                "{'query':{'nearest':{'indices':[4294967295,9,2],'values':[-4,2,-1]}},"
                    + "'using':'s'}"))
        .isEqualTo(expected);
    SparseVector vector = sparse(new int[] {LARGEST, 9, 2}, -4, 2, -1);
    assertThat(found(points.query(byGrpc("s", vector).build()).getResultList()))
        .isEqualTo(expected);
    assertThat(
            found(
                post(
                    "/search",
                    "{'vector':{'name':'s','vector':{'indices':[4294967295,9,2],"
                        + "'values':[-4,2,-1]}},'limit':5}")))
        .isEqualTo(expected);
    assertThat(
            found(
                points
                    .search(
                        SearchPoints.newBuilder()
                            .setCollectionName("h")
                            .setVectorName("s")
                            .setSparseIndices(
                                SparseIndices.newBuilder().addData(LARGEST).addData(9).addData(2))
                            .addVector(-4)
                            .addVector(2)
                            .addVector(-1)
                            .setLimit(5)
                            .build())
                    .getResultList()))
        .isEqualTo(expected);
    assertThat(
            query(
                "{'query':{'indices':[9],'values':[1]},'using':'s',"
                    + "'filter':{'must':[{'key':'x','match':{'value':1}}]}}"))
        .isEqualTo("1:3.0");
    assertThat(
            query(
                "{'query':{'indices':[9],'values':[1]},'using':'s','score_threshold':2}"))
        .isEqualTo("1:3.0");
    assertThat(query("{'query':1,'using':'s'}")).isEqualTo("2:6.0 4:-4.0");
    assertThat(query("{'query':{'indices':[1234],'values':[1]},'using':'s'}")).isEmpty();
    assertThat(query("{'query':{'indices':[],'values':[]},'using':'s'}")).isEmpty();
  }

  @Test
  void pointsAreScoredByExamplesOverBothProtocols() {
    String nine = "{'indices':[9],'values':[1]}";
    String seven = "{'indices':[7],'values':[2]}";
    VectorInput byNine = input(9, 1);
    VectorInput bySeven = input(7, 2);
    // Similarities to 9 are 3, 2, 0, 0, to 7 they are 0, 0, 0, 2; the sigmoid of 3 is 3 / 4.
    String best = "1:0.875 2:0.8333334 3:-0.5 4:-0.8333334";
    String recommend = "'positive':[" + nine + "],'negative':[" + seven + "]";
    assertThat(query(kind("recommend", recommend + ",'strategy':'best_score'"))).isEqualTo(best);
    RecommendInput.Builder examples =
        RecommendInput.newBuilder().addPositive(byNine).addNegative(bySeven);
    assertThat(
            found(
                Query.newBuilder()
                    .setRecommend(examples.setStrategy(RecommendStrategy.BestScore))))
        .isEqualTo(best);

    String sum = "1:3.0 2:2.0 3:0.0 4:-2.0";
    assertThat(query(kind("recommend", recommend + ",'strategy':'sum_scores'"))).isEqualTo(sum);
    assertThat(
            found(
                Query.newBuilder()
                    .setRecommend(examples.setStrategy(RecommendStrategy.SumScores))))
        .isEqualTo(sum);

    String discovered = "4:1.5 3:0.5 1:-0.125 2:-0.16666663";
    String pair = "{'positive':" + seven + ",'negative':" + nine + "}";
    assertThat(query(kind("discover", "'target':" + nine + ",'context':[" + pair + "]")))
        .isEqualTo(discovered);
    ContextInput context =
        ContextInput.newBuilder()
            .addPairs(
                ContextInputPair.newBuilder().setPositive(bySeven).setNegative(byNine))
            .build();
    assertThat(
            found(
                Query.newBuilder()
                    .setDiscover(
                        DiscoverInput.newBuilder().setTarget(byNine).setContext(context))))
        .isEqualTo(discovered);

    String inContext = "4:0.0 3:-1.19209275E-7 2:-0.6666667 1:-0.75";
    assertThat(query("{'query':{'context':[" + pair + "]},'using':'s'}")).isEqualTo(inContext);
    assertThat(found(Query.newBuilder().setContext(context))).isEqualTo(inContext);

    String diverse = "1:3.0 2:2.0";
    assertThat(query("{'query':{'nearest':" + nine + ",'mmr':{}},'using':'s'}"))
        .isEqualTo(diverse);
    assertThat(
            found(
                Query.newBuilder()
                    .setNearestWithMmr(
                        NearestInputWithMmr.newBuilder()
                            .setNearest(byNine)
                            .setMmr(Mmr.getDefaultInstance()))))
        .isEqualTo(diverse);
  }

  private static String kind(String name, String fields) {
    return "{'query':{'" + name + "':{" + fields + "}},'using':'s'}";
  }

  private static VectorInput input(int index, float value) {
    return VectorInput.newBuilder().setSparse(sparse(new int[] {index}, value)).build();
  }

  private String found(Query.Builder query) {
    return found(
        points
            .query(
                QueryPoints.newBuilder()
                    .setCollectionName("h")
                    .setUsing("s")
                    .setQuery(query)
                    .build())
            .getResultList());
  }

  @Test
  void theOlderFormsTakeExamplesToo() {
    String near = "2:0.92857146 3:0.5 4:0.099999994"; // dot products with it are 6, 0 and -4
    assertThat(
            found(
                post(
                    "/recommend",
                    "{'positive':[1],'using':'s','strategy':'best_score','limit':5}")))
        .isEqualTo(near);
    assertThat(
            found(
                points
                    .recommend(
                        RecommendPoints.newBuilder()
                            .setCollectionName("h")
                            .addPositive(GrpcStubs.id(1))
                            .setUsing("s")
                            .setStrategy(RecommendStrategy.BestScore)
                            .setLimit(5)
                            .build())
                    .getResultList()))
        .isEqualTo(near);
    assertThat(
            found(
                post(
                    "/discover",
                    "{'target':2,'context':[{'positive':4,'negative':1}],'using':'s','limit':5}")))
        .isEqualTo("3:0.5");
  }

  @Test
  void pointsOfASampleAreComparedWithEachOther() {
    // 3 has no components, and so nothing in common with any.
    assertThat(post("/search/matrix/pairs", "{'using':'s'}").path("pairs").toString())
        .isEqualTo(
            json(
                "[{'a':1,'b':2,'score':6.0},{'a':1,'b':4,'score':-4.0},"
                    + "{'a':2,'b':1,'score':6.0},{'a':4,'b':1,'score':-4.0}]"));
    SearchMatrixOffsets offsets =
        points
            .searchMatrixOffsets(
                SearchMatrixPoints.newBuilder().setCollectionName("h").setUsing("s").build())
            .getResult();
    assertThat(offsets.getOffsetsRowList()).containsExactly(0L, 0L, 1L, 3L);
    assertThat(offsets.getOffsetsColList()).containsExactly(1L, 3L, 0L, 0L);
    assertThat(offsets.getScoresList()).containsExactly(6f, -4f, 6f, -4f);
  }

  @Test
  void rareIndicesWeighMoreWhereTheSettingsSaySo() {
    // All 3 points have index 1, which weighs ln(1 + 0.5 / 3.5), one has 2: ln(1 + 2.5 / 1.5).
    assertThat(query("{'query':{'indices':[1,2],'values':[1,1]},'using':'w'}"))
        .isEqualTo("1:1.1143606 2:0.13353139 4:0.13353139");
    ok(server.post(POINTS + "/vectors/delete?wait=true", json("{'points':[4],'vector':['w']}")));
    assertThat(query("{'query':{'indices':[1,2],'values':[1,1]},'using':'w'}"))
        .isEqualTo("1:0.87546873 2:0.18232156");
  }

  @Test
  void denseAndSparsePrefetchesAreMerged() {
    String prefetch =
        "'prefetch':[{'query':[1,0],'using':'d'},"
            + "{'query':{'indices':[9,2],'values':[1,1]},'using':'s'}]";
    String expected = "1:0.5833334 2:0.5833334 3:0.5 4:0.5"; // 1 / (rank + 2), from 0
    String merged = query("{" + prefetch + ",'query':{'fusion':'rrf'}}");
    QueryPoints.Builder byGrpc =
        QueryPoints.newBuilder()
            .setCollectionName("h")
            .addPrefetch(
                PrefetchQuery.newBuilder()
                    .setUsing("d")
                    .setQuery(
                        nearest(VectorInput.newBuilder().setDense(GrpcStubs.dense(1, 0)))))
            .addPrefetch(
                PrefetchQuery.newBuilder()
                    .setUsing("s")
                    .setQuery(
                        nearest(
                            VectorInput.newBuilder()
                                .setSparse(sparse(new int[] {9, 2}, 1, 1)))))
            .setQuery(Query.newBuilder().setFusion(Fusion.RRF));
    assertThat(found(points.query(byGrpc.build()).getResultList())).isEqualTo(merged);
    assertThat(merged).isEqualTo(expected);
  }

  @Test
  void batchesOfColumnsAndUpdatesTakeThem() {
    ok(
        server.put(
            POINTS + "?wait=true",
            json(
                "{'batch':{'ids':[6,7],'vectors':{'d':[[1,2],[3,4]],"
                    + "'s':[{'indices':[100],'values':[1]},{'indices':[100],'values':[2]}]}}}")));
    ok(
        server.put(
            POINTS + "/vectors?wait=true",
            json("{'points':[{'id':6,'vector':{'s':{'indices':[100],'values':[5]}}}]}")));
    assertThat(query("{'query':{'indices':[100],'values':[1]},'using':'s'}"))
        .isEqualTo("6:5.0 7:2.0");
    assertThat(
            post("/count", "{'filter':{'must':[{'has_vector':'s'}]}}").path("count").asInt())
        .isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'indices':[1,2],'values':[1]} | 422 |"
            + " Validation error in JSON body: [points[0].vector.s.values: must be the same length"
            + " as indices]",
        "{'indices':[1,2,1],'values':[1,2,3]} | 422 |"
            + " Validation error in JSON body: [points[0].vector.s.indices: must be unique]",
        "{'indices':[4294967296],'values':[1]} | 400 |"
            + " Format error in JSON body: points[0].vector.s.indices[0]: invalid value: integer"
            + " `4294967296`, expected u32",
        "{'indices':[-1],'values':[1]} | 400 | Format error in JSON body: points[0].vector.s",
        "{'indices':[1]} | 400 | missing field `values`",
        "{'values':[1]} | 400 | missing field `indices`",
        "[1,2] | 400 | Wrong input: Conversion between sparse and regular vectors failed",
        "{'indices':[1],'values':[1],'more':1} | 400 | unknown field `more`",
        "{'text':'a'} | 400 | documents and images are not supported by this server",
      })
  void whatIsNoSparseVectorIsRefused(String vector, int status, String message) {
    Answer answer =
        server.put(POINTS, json("{'points':[{'id':1,'vector':{'s':" + vector + "}}]}"));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().at("/status/error").asText()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'query':{'indices':[1,1],'values':[1,1]},'using':'s'} | 422 |"
            + " Validation error in JSON body: [query.indices: must be unique]",
        "{'query':{'indices':[1],'values':[1]},'using':'d'} | 400 |"
            + " Wrong input: Conversion between sparse and regular vectors failed",
        "{'query':[1,2],'using':'s'} | 400 |"
            + " Wrong input: Conversion between sparse and regular vectors failed",
        "{'query':{'indices':[1],'values':[1]}} | 400 |"
            + " Wrong input: Not existing vector name error: ",
        "{'query':3,'using':'w'} | 404 | Vector with name w for point 3",
        "{'query':{'discover':{'target':3,'context':[]}},'using':'w'} | 404 |"
            + " Not found: Vector with name \"w\" for point",
        "{'query':{'context':{'positive':[1,2],'negative':1}},'using':'s'} | 400 |"
            + " Wrong input: Conversion between sparse and regular vectors failed",
      })
  void queriesThatMakeNoSenseAreRefused(String query, int status, String message) {
    Answer answer = server.post(POINTS + "/query", json(query));
    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(status);
    assertThat(answer.json().at("/status/error").asText()).contains(message);
  }

  @Test
  void overGrpcTheSameIsRefused() {
    assertThatThrownBy(
            () -> points.query(byGrpc("s", sparse(new int[] {1, 1}, 1, 1)).build()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("[query.nearest.sparse.indices: must be unique]");
    SparseVector shorter = sparse(new int[] {1}, 1).toBuilder().addIndices(2).build();
    assertThatThrownBy(() -> points.query(byGrpc("s", shorter).build()))
        .hasMessageContaining("query.nearest.sparse.values: must be the same length as indices");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'s':{'modifier':'tfidf'}} | unknown variant, expected one of `none`, `idf`",
        "{'s':{'index':{'datatype':'float64'}}} | unknown variant",
        "{'s':{'size':3}} | unknown field `size`",
        "{'d':{}} | a dense and a sparse vector cannot both be named d",
      })
  void wrongSettingsAreRefused(String sparseVectors, String message) {
    Answer answer =
        server.put(
            "/collections/x",
            json(
                "{'vectors':{'d':{'size':2,'distance':'Dot'}},'sparse_vectors':"
                    + sparseVectors
                    + "}"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/status/error").asText()).contains(message);
  }

  @Test
  void searchesAreCountedAsWhatTheyAre() {
    query("{'query':{'indices':[9],'values':[1]},'using':'s'}");
    query(
        "{'prefetch':[{'query':{'indices':[9],'values':[1]},'using':'s'}],"
            + "'query':{'fusion':'rrf'}}");
    String metrics = server.get("/metrics").body();
    assertThat(metrics)
        .contains("vdb_search_requests_total{mode=\"sparse\",status=\"success\"} 1")
        .contains("vdb_feature_requests_total{feature=\"sparse\"} 2");
  }
}
