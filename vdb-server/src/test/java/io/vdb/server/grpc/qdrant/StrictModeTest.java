package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.Collections.StrictModeConfig;
import io.qdrant.client.grpc.Collections.StrictModeMultivector;
import io.qdrant.client.grpc.Collections.StrictModeMultivectorConfig;
import io.qdrant.client.grpc.Collections.StrictModeSparse;
import io.qdrant.client.grpc.Collections.StrictModeSparseConfig;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.RepeatedIntegers;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.Expression;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.Formula;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.QuantizationSearchParams;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.SparseVector;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorInput;
import io.qdrant.client.grpc.Points.Vectors;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each setting of strict mode refuses the same over both protocols, in the same words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StrictModeTest {

  private static final Filter FILTER = filter("colour", keyword("red"));
  private static final String JSON_FILTER =
      "\"filter\":{\"must\":[{\"key\":\"colour\",\"match\":{\"value\":\"red\"}}]}";
  private static final String UNINDEXED =
      "Bad request: Index required but not found for \"colour\" of one of the following types:"
          + " [keyword]. Help: Create an index for this key or use a different filter.";
  private static final String EXACT = "Bad request: Exact search disabled!. Help: Set exact=false.";

  private TestServer server;
  private GrpcStubs stubs;
  private int collections;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    stubs = new GrpcStubs(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /**
   * What a setting refuses.
   *
   * @param mode the setting, as JSON
   * @param method of the route
   * @param route behind the collection's path
   * @param body of the request
   * @param call the same over gRPC
   * @param message what both are told
   */
  record Refused(
      String mode, String method, String route, String body, Call call, String message) {

    @Override
    public String toString() {
      return mode + " " + route + " " + body;
    }
  }

  /** A call about the collection of this name. */
  interface Call {
    void make(GrpcStubs stubs, String collection);
  }

  private static Match keyword(String word) {
    return Match.newBuilder().setKeyword(word).build();
  }

  private static Filter filter(String key, Match match) {
    return Filter.newBuilder()
        .addMust(
            Condition.newBuilder()
                .setField(FieldCondition.newBuilder().setKey(key).setMatch(match)))
        .build();
  }

  private static Query nearest() {
    return Query.newBuilder()
        .setNearest(VectorInput.newBuilder().setDense(GrpcStubs.dense(1, 2)))
        .build();
  }

  private static Call query(Consumer<QueryPoints.Builder> change) {
    return (stubs, name) -> {
      QueryPoints.Builder request =
          QueryPoints.newBuilder().setCollectionName(name).setQuery(nearest());
      change.accept(request);
      stubs.points().query(request.build());
    };
  }

  private static Call upsert(PointStruct... points) {
    return (stubs, name) ->
        stubs
            .points()
            .upsert(
                UpsertPoints.newBuilder()
                    .setCollectionName(name)
                    .addAllPoints(List.of(points))
                    .build());
  }

  private static PointStruct withSparse(int components) {
    SparseVector.Builder sparse = SparseVector.newBuilder();
    for (int i = 0; i < components; i++) {
      sparse.addIndices(i).addValues(1);
    }
    return PointStruct.newBuilder()
        .setId(GrpcStubs.id(1))
        .setVectors(
            Vectors.newBuilder()
                .setVectors(
                    NamedVectors.newBuilder()
                        .putVectors("s", Vector.newBuilder().setSparse(sparse).build())))
        .build();
  }

  private static PointsSelector ids(long... ids) {
    PointsIdsList.Builder list = PointsIdsList.newBuilder();
    for (long id : ids) {
      list.addIds(GrpcStubs.id(id));
    }
    return PointsSelector.newBuilder().setPoints(list).build();
  }

  static Stream<Refused> refused() {
    return Stream.of(
        new Refused(
            "\"max_query_limit\":4",
            "POST",
            "/points/query",
            "{\"query\":[1,2],\"limit\":5}",
            query(request -> request.setLimit(5)),
            "Bad request: Limit exceeded 5 > 4 for \"limit\". Help: Reduce the \"limit\" parameter"
                + " to or below 4."),
        new Refused(
            "\"max_query_limit\":4",
            "POST",
            "/points/query",
            "{\"prefetch\":{\"query\":[1,2],\"limit\":6},\"query\":[1,2],\"limit\":2}",
            query(
                request ->
                    request
                        .setLimit(2)
                        .addPrefetch(
                            PrefetchQuery.newBuilder().setQuery(nearest()).setLimit(6))),
            "Bad request: Limit exceeded 6 > 4 for \"limit\". Help: Reduce the \"limit\" parameter"
                + " to or below 4."),
        new Refused(
            "\"max_query_limit\":4",
            "POST",
            "/points/scroll",
            "{}",
            (stubs, name) ->
                stubs.points().scroll(ScrollPoints.newBuilder().setCollectionName(name).build()),
            "Bad request: Limit exceeded 10 > 4 for \"limit\". Help: Reduce the \"limit\" parameter"
                + " to or below 4."),
        new Refused(
            "\"max_query_limit\":4",
            "POST",
            "/points/query/groups",
            "{\"query\":[1,2],\"group_by\":\"a\",\"limit\":2,\"group_size\":3}",
            (stubs, name) ->
                stubs
                    .points()
                    .queryGroups(
                        QueryPointGroups.newBuilder()
                            .setCollectionName(name)
                            .setQuery(nearest())
                            .setGroupBy("a")
                            .setLimit(2)
                            .setGroupSize(3)
                            .build()),
            "Bad request: Limit exceeded 6 > 4 for \"limit\". Help: Reduce the \"limit\" parameter"
                + " to or below 4."),
        new Refused(
            "\"max_query_limit\":4",
            "POST",
            "/points/search/matrix/pairs",
            "{\"sample\":5,\"limit\":2}",
            (stubs, name) ->
                stubs
                    .points()
                    .searchMatrixPairs(
                        SearchMatrixPoints.newBuilder()
                            .setCollectionName(name)
                            .setSample(5)
                            .setLimit(2)
                            .build()),
            "Bad request: Limit exceeded 10 > 4 for \"limit\". Help: Reduce the \"limit\" parameter"
                + " to or below 4."),
        new Refused(
            "\"max_timeout\":2",
            "POST",
            "/points/query?timeout=3",
            "{\"query\":[1,2]}",
            query(request -> request.setTimeout(3)),
            "Bad request: Limit exceeded 3 > 2 for \"timeout\". Help: Reduce the \"timeout\""
                + " parameter to or below 2."),
        new Refused(
            "\"max_timeout\":2",
            "POST",
            "/points/delete?timeout=3",
            "{\"points\":[1]}",
            (stubs, name) ->
                stubs
                    .points()
                    .delete(
                        DeletePoints.newBuilder()
                            .setCollectionName(name)
                            .setPoints(ids(1))
                            .setTimeout(3)
                            .build()),
            "Bad request: Limit exceeded 3 > 2 for \"timeout\". Help: Reduce the \"timeout\""
                + " parameter to or below 2."),
        new Refused(
            "\"unindexed_filtering_retrieve\":false",
            "POST",
            "/points/query",
            "{\"query\":[1,2]," + JSON_FILTER + "}",
            query(request -> request.setFilter(FILTER)),
            UNINDEXED),
        new Refused(
            "\"unindexed_filtering_retrieve\":false",
            "POST",
            "/points/count",
            "{" + JSON_FILTER + "}",
            (stubs, name) ->
                stubs
                    .points()
                    .count(
                        CountPoints.newBuilder().setCollectionName(name).setFilter(FILTER).build()),
            UNINDEXED),
        new Refused(
            "\"unindexed_filtering_retrieve\":false",
            "POST",
            "/points/query",
            "{\"prefetch\":{\"query\":[1,2]},\"query\":{\"formula\":\"price\"}}",
            query(
                request ->
                    request
                        .addPrefetch(PrefetchQuery.newBuilder().setQuery(nearest()))
                        .setQuery(
                            Query.newBuilder()
                                .setFormula(
                                    Formula.newBuilder()
                                        .setExpression(
                                            Expression.newBuilder().setVariable("price"))))),
            "Bad request: Index required but not found for \"price\" of one of the following types:"
                + " [float, integer]. Help: Create an index for this key or use a different formula"
                + " expression."),
        new Refused(
            "\"unindexed_filtering_retrieve\":false",
            "POST",
            "/points/query/groups",
            "{\"query\":[1,2],\"group_by\":\"a\"}",
            (stubs, name) ->
                stubs
                    .points()
                    .queryGroups(
                        QueryPointGroups.newBuilder()
                            .setCollectionName(name)
                            .setQuery(nearest())
                            .setGroupBy("a")
                            .build()),
            "Bad request: Index required but not found for \"a\". Help: Create an index supporting"
                + " `match` for this key."),
        new Refused(
            "\"unindexed_filtering_update\":false",
            "POST",
            "/points/delete",
            "{" + JSON_FILTER + "}",
            (stubs, name) ->
                stubs
                    .points()
                    .delete(
                        DeletePoints.newBuilder()
                            .setCollectionName(name)
                            .setPoints(PointsSelector.newBuilder().setFilter(FILTER))
                            .build()),
            UNINDEXED),
        new Refused(
            "\"unindexed_filtering_update\":false",
            "POST",
            "/points/batch",
            "{\"operations\":[{\"upsert\":{\"points\":[{\"id\":1,\"vector\":[1,2]}]}},"
                + "{\"clear_payload\":{" + JSON_FILTER + "}}]}",
            (stubs, name) ->
                stubs
                    .points()
                    .updateBatch(
                        UpdateBatchPoints.newBuilder()
                            .setCollectionName(name)
                            .addOperations(
                                PointsUpdateOperation.newBuilder()
                                    .setClearPayload(
                                        PointsUpdateOperation.ClearPayload.newBuilder()
                                            .setPoints(
                                                PointsSelector.newBuilder().setFilter(FILTER))))
                            .build()),
            UNINDEXED),
        new Refused(
            "\"search_max_hnsw_ef\":50",
            "POST",
            "/points/query",
            "{\"query\":[1,2],\"params\":{\"hnsw_ef\":51}}",
            query(request -> request.setParams(SearchParams.newBuilder().setHnswEf(51))),
            "Bad request: Limit exceeded 51 > 50 for \"hnsw_ef\". Help: Reduce the \"hnsw_ef\""
                + " parameter to or below 50."),
        new Refused(
            "\"search_max_oversampling\":2",
            "POST",
            "/points/query",
            "{\"query\":[1,2],\"params\":{\"quantization\":{\"oversampling\":2.5}}}",
            query(
                request ->
                    request.setParams(
                        SearchParams.newBuilder()
                            .setQuantization(
                                QuantizationSearchParams.newBuilder().setOversampling(2.5)))),
            "Bad request: Limit exceeded 2.5 > 2 for \"oversampling\". Help: Reduce the"
                + " \"oversampling\" parameter to or below 2."),
        new Refused(
            "\"search_allow_exact\":false",
            "POST",
            "/points/query",
            "{\"query\":[1,2],\"params\":{\"exact\":true}}",
            query(request -> request.setParams(SearchParams.newBuilder().setExact(true))),
            EXACT),
        new Refused(
            "\"search_allow_exact\":false",
            "POST",
            "/points/count",
            "{}",
            (stubs, name) ->
                stubs.points().count(CountPoints.newBuilder().setCollectionName(name).build()),
            EXACT),
        new Refused(
            "\"upsert_max_batchsize\":1",
            "PUT",
            "/points",
            "{\"points\":[{\"id\":1,\"vector\":[1,2]},{\"id\":2,\"vector\":[1,2]}]}",
            upsert(GrpcStubs.point(1, 1, 2), GrpcStubs.point(2, 1, 2)),
            "Bad request: Limit exceeded 2 > 1 for \"upsert limit\". Help: Reduce the"
                + " \"upsert limit\" parameter to or below 1."),
        new Refused(
            "\"upsert_max_batchsize\":0",
            "PUT",
            "/points/vectors",
            "{\"points\":[{\"id\":1,\"vector\":[1,2]}]}",
            (stubs, name) ->
                stubs
                    .points()
                    .updateVectors(
                        UpdatePointVectors.newBuilder()
                            .setCollectionName(name)
                            .addPoints(
                                PointVectors.newBuilder()
                                    .setId(GrpcStubs.id(1))
                                    .setVectors(GrpcStubs.point(1, 1, 2).getVectors()))
                            .build()),
            "Bad request: Limit exceeded 1 > 0 for \"update limit\". Help: Reduce the"
                + " \"update limit\" parameter to or below 0."),
        new Refused(
            "\"search_max_batchsize\":1",
            "POST",
            "/points/query/batch",
            "{\"searches\":[{\"query\":[1,2]},{\"query\":[1,2]}]}",
            (stubs, name) -> {
              QueryPoints one =
                  QueryPoints.newBuilder().setCollectionName(name).setQuery(nearest()).build();
              stubs
                  .points()
                  .queryBatch(
                      QueryBatchPoints.newBuilder()
                          .setCollectionName(name)
                          .addQueryPoints(one)
                          .addQueryPoints(one)
                          .build());
            },
            "Bad request: Limit exceeded 2 > 1 for \"search batch size\". Help: Reduce the"
                + " \"search batch size\" parameter to or below 1."),
        new Refused(
            "\"max_collection_vector_size_bytes\":0",
            "PUT",
            "/points",
            "{\"points\":[{\"id\":1,\"vector\":[1,2]}]}",
            upsert(GrpcStubs.point(1, 1, 2)),
            "Bad request: Max vector storage size limit of 0MB reached!"),
        new Refused(
            "\"max_collection_payload_size_bytes\":0",
            "POST",
            "/points/payload",
            "{\"payload\":{\"a\":1},\"points\":[]}",
            (stubs, name) ->
                stubs
                    .points()
                    .setPayload(
                        SetPayloadPoints.newBuilder()
                            .setCollectionName(name)
                            .putPayload("a", Value.newBuilder().setIntegerValue(1).build())
                            .setPointsSelector(ids())
                            .build()),
            "Bad request: Max payload storage size limit of 0MB reached!"),
        new Refused(
            "\"filter_max_conditions\":1",
            "POST",
            "/points/scroll",
            "{\"limit\":1,\"filter\":{\"must\":[{\"key\":\"a\",\"match\":{\"value\":1}},"
                + "{\"should\":[{\"key\":\"b\",\"match\":{\"value\":1}}]}]}}",
            (stubs, name) ->
                stubs
                    .points()
                    .scroll(
                        ScrollPoints.newBuilder()
                            .setCollectionName(name)
                            .setFilter(
                                FILTER.toBuilder()
                                    .addMust(Condition.newBuilder().setFilter(FILTER)))
                            .build()),
            "Bad request: Filter condition limit reached (2 > 1). Help: Reduce the amount of"
                + " conditions of your filter."),
        new Refused(
            "\"condition_max_size\":2",
            "POST",
            "/facet",
            "{\"key\":\"a\",\"filter\":{\"must\":[{\"key\":\"a\",\"match\":{\"any\":[1,2,3]}}]}}",
            (stubs, name) ->
                stubs
                    .points()
                    .facet(
                        FacetCounts.newBuilder()
                            .setCollectionName(name)
                            .setKey("a")
                            .setFilter(
                                filter(
                                    "a",
                                    Match.newBuilder()
                                        .setIntegers(
                                            RepeatedIntegers.newBuilder()
                                                .addAllIntegers(List.of(1L, 2L, 3L)))
                                        .build()))
                            .build()),
            "Bad request: Condition size limit reached (3 > 2). Help: Reduce the size of your"
                + " condition."),
        new Refused(
            "\"sparse_config\":{\"s\":{\"max_length\":2}}",
            "PUT",
            "/points",
            "{\"points\":[{\"id\":1,\"vector\":{\"s\":{\"indices\":[1,2,3],\"values\":[1,1,1]}}}]}",
            upsert(withSparse(3)),
            "Bad request: Sparse vector 's' has a limit of 2 indices, but 3 were provided!"),
        new Refused(
            "\"max_payload_index_count\":0",
            "PUT",
            "/index",
            "{\"field_name\":\"a\",\"field_schema\":\"keyword\"}",
            (stubs, name) ->
                stubs
                    .points()
                    .createFieldIndex(
                        CreateFieldIndexCollection.newBuilder()
                            .setCollectionName(name)
                            .setFieldName("a")
                            .setFieldType(FieldType.FieldTypeKeyword)
                            .build()),
            "Bad request: Collection already has the maximum number of payload indices (0). Help:"
                + " Please delete an existing index before creating a new one."));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesTheSameOverBothProtocols(Refused one) {
    String name = create("\"enabled\":true," + one.mode());

    Answer answer = send(one, name);
    Status status = GrpcStubs.failure(() -> one.call().make(stubs, name));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo(one.message());
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).isEqualTo(one.message());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesNothingOfItWhenItIsOff(Refused one) {
    String name = create("\"enabled\":false," + one.mode());

    Answer answer = send(one, name);

    assertThat(String.valueOf(answer.body())).doesNotContain("Bad request");
  }

  private Answer send(Refused one, String name) {
    String path = "/collections/" + name + one.route();
    return one.method().equals("PUT")
        ? server.put(path, one.body())
        : server.post(path, one.body());
  }

  private String create(String mode) {
    String name = "strict" + collections++;
    Answer answer =
        server.put(
            "/collections/" + name,
            "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"},\"sparse_vectors\":{\"s\":{}},"
                + "\"strict_mode_config\":{" + mode + "}}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return name;
  }

  private void put(String name, int id) {
    assertThat(upsertStatus(name, id)).isEqualTo(200);
  }

  private int upsertStatus(String name, int id) {
    return server
        .put(
            "/collections/" + name + "/points?wait=true",
            "{\"points\":[{\"id\":" + id + ",\"vector\":[1,2],\"payload\":{\"a\":\"text\"}}]}")
        .status();
  }

  @Test
  void whatIsIndexedMayBeComparedAndGroupedBy() {
    String name =
        create("\"enabled\":true,\"unindexed_filtering_retrieve\":false");
    put(name, 1);
    String grouped = "{\"query\":[1,2],\"group_by\":\"colour\"}";
    String counted =
        "{\"filter\":{\"must\":[{\"key\":\"colour\",\"match\":{\"any\":[\"red\",\"blue\"]}},"
            + "{\"is_empty\":{\"key\":\"colour\"}},{\"has_id\":[1]}]}}";
    assertThat(server.post("/collections/" + name + "/points/count", counted).status())
        .isEqualTo(400);
    index(name, "colour", "\"float\"");
    assertThat(server.post("/collections/" + name + "/points/query/groups", grouped).error())
        .startsWith("Bad request: Index of type \"Float\" found for \"colour\".");
    index(name, "colour", "\"keyword\"");

    assertThat(server.post("/collections/" + name + "/points/count", counted).status())
        .isEqualTo(200);
    assertThat(server.post("/collections/" + name + "/points/query/groups", grouped).status())
        .isEqualTo(200);
    assertThat(unindexed(name, "{\"key\":\"colour\",\"range\":{\"gt\":1}}"))
        .contains("[float, integer]");
    assertThat(unindexed(name, "{\"key\":\"colour\",\"match\":{\"phrase\":\"a b\"}}"))
        .contains("[text (with phrase_matching: true)]");
    assertThat(
            unindexed(
                name,
                "{\"nested\":{\"key\":\"rows\",\"filter\":{\"must\":[{\"key\":\"x\","
                    + "\"match\":{\"value\":true}}]}}}"))
        .contains("\"rows[].x\" of one of the following types: [bool]");
    assertThat(
            unindexed(
                name,
                "{\"key\":\"u\",\"match\":{\"value\":\"550e8400-e29b-41d4-a716-446655440000\"}}"))
        .contains("[keyword, uuid]");
    assertThat(unindexed(name, "{\"key\":\"u\",\"values_count\":{\"gt\":1}}"))
        .contains("[bool, datetime, float, geo, integer, keyword, text, text (with");
  }

  private void index(String name, String field, String schema) {
    Answer answer =
        server.put(
            "/collections/" + name + "/index?wait=true",
            "{\"field_name\":\"" + field + "\",\"field_schema\":" + schema + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private String unindexed(String name, String condition) {
    return server
        .post(
            "/collections/" + name + "/points/count", "{\"filter\":{\"must\":" + condition + "}}")
        .error();
  }

  @Test
  void aFullCollectionTakesNoMorePointsAndLetsThemBeDeleted() {
    String name = create("\"enabled\":true,\"max_points_count\":2");
    put(name, 1);
    put(name, 2);

    Answer answer =
        server.put(
            "/collections/" + name + "/points", "{\"points\":[{\"id\":2,\"vector\":[1,2]}]}");
    Status status =
        GrpcStubs.failure(() -> upsert(GrpcStubs.point(3, 1, 2)).make(stubs, name));
    assertThat(answer.error()).isEqualTo("Bad request: Max points count limit of 2 reached!");
    assertThat(status.getDescription()).isEqualTo(answer.error());

    assertThat(
            server
                .post("/collections/" + name + "/points/delete?wait=true", "{\"points\":[1]}")
                .status())
        .isEqualTo(200);
    put(name, 3);
  }

  @Test
  void sizesOfVectorsAndPayloadsAreThoseOfAllPoints() {
    String vectors =
        create("\"enabled\":true,\"max_collection_vector_size_bytes\":16"); // two vectors of 8
    put(vectors, 1);
    put(vectors, 1);
    int last = 1;
    while (last < 1_000_000 && upsertStatus(vectors, last) == 200) {
      last++; // sizes are counted ten times a second
    }
    assertThat(last).isLessThan(1_000_000);
    assertThat(
            server
                .post(
                    "/collections/" + vectors + "/points/payload",
                    "{\"payload\":{\"b\":1},\"points\":[1]}")
                .status())
        .isEqualTo(200);

    String payloads = create("\"enabled\":true,\"max_collection_payload_size_bytes\":100");
    last = 1;
    while (last < 1_000_000 && upsertStatus(payloads, last) == 200) {
      last++;
    }
    assertThat(last).isBetween(7, 999_999); // 15 bytes each
  }

  @Test
  void aProcessWithTooMuchMemoryTakesNoMorePointsAndDeletesSome() {
    String name = create("\"enabled\":true,\"max_resident_memory_percent\":100");
    put(name, 1);
    patch(name, "\"max_resident_memory_percent\":1"); // a JVM has more than that anywhere

    Answer answer =
        server.put(
            "/collections/" + name + "/points", "{\"points\":[{\"id\":2,\"vector\":[1,2]}]}");
    if (answer.status() == 200) {
      return; // a machine of more than a hundred times the memory of this process
    }
    assertThat(answer.error())
        .startsWith("Bad request: Resident memory usage is at ")
        .contains("exceeding the configured limit of 1%. Help: Reduce memory usage");
    assertThat(
            server
                .post("/collections/" + name + "/points/delete?wait=true", "{\"points\":[1]}")
                .status())
        .isEqualTo(200);
  }

  private void patch(String name, String mode) {
    Answer answer =
        server.send(
            "PATCH", "/collections/" + name, "{\"strict_mode_config\":{" + mode + "}}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void ratesAreSharedByBothProtocolsAndSayWhenToTryAgain() {
    String name = create("\"enabled\":true,\"write_rate_limit\":2,\"read_rate_limit\":3");
    put(name, 1);
    upsert(GrpcStubs.point(2, 1, 2)).make(stubs, name);

    Answer tooMany =
        server.put(
            "/collections/" + name + "/points", "{\"points\":[{\"id\":3,\"vector\":[1,2]}]}");
    assertThat(tooMany.status()).isEqualTo(429);
    assertThat(tooMany.error())
        .matches(
            "Rate limiting exceeded: Write rate limit exceeded: Operation requires 1 tokens but"
                + " only 0\\.\\d were available\\. Retry after \\d+s");
    long seconds = tooMany.headers().firstValueAsLong("Retry-After").orElseThrow();
    assertThat(seconds).isBetween(1L, 30L);
    assertThat(tooMany.error()).endsWith("Retry after " + seconds + "s");
    Status status =
        GrpcStubs.failure(() -> upsert(GrpcStubs.point(3, 1, 2)).make(stubs, name));
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).startsWith("Rate limiting exceeded: Write rate limit");

    Answer neverFits =
        server.post("/collections/" + name + "/points", "{\"ids\":[1,2,3,4]}");
    assertThat(neverFits.status()).isEqualTo(429);
    assertThat(neverFits.headers().firstValue("Retry-After")).isEmpty();
    assertThat(server.post("/collections/" + name + "/points", "{\"ids\":[1,2]}").status())
        .isEqualTo(200);
    // A search with a condition costs two.
    assertThat(
            server
                .post(
                    "/collections/" + name + "/points/query",
                    "{\"query\":[1,2]," + JSON_FILTER + "}")
                .error())
        .contains("Read rate limit exceeded: Operation requires 2 tokens but only 1.");
    GetPoints one =
        GetPoints.newBuilder().setCollectionName(name).addIds(GrpcStubs.id(1)).build();
    assertThat(stubs.points().get(one).getResultCount()).isEqualTo(1);
    assertThat(GrpcStubs.failure(() -> stubs.points().get(one)).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

    patch(name, "\"max_timeout\":9"); // the buckets stay as empty as they were
    assertThat(server.get("/collections/" + name + "/points/1").status()).isEqualTo(429);
    patch(name, "\"read_rate_limit\":4");
    assertThat(server.get("/collections/" + name + "/points/1").status()).isEqualTo(200);
  }

  @Test
  void aWriteToMatchingPointsCostsAsManyAsThereAre() {
    String name = create("\"enabled\":true,\"write_rate_limit\":6");
    for (int id = 1; id <= 3; id++) {
      put(name, id);
    }

    Answer answer =
        server.post(
            "/collections/" + name + "/points/payload",
            "{\"payload\":{\"b\":1},"
                + "\"filter\":{\"must\":[{\"key\":\"a\",\"match\":{\"value\":\"text\"}}]}}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(upsertStatus(name, 4)).isEqualTo(429);
  }

  private static final String ALL =
      "{\"enabled\":true,\"max_query_limit\":1,\"max_timeout\":2,"
          + "\"unindexed_filtering_retrieve\":true,\"unindexed_filtering_update\":false,"
          + "\"search_max_hnsw_ef\":3,\"search_allow_exact\":true,\"search_max_oversampling\":1.5,"
          + "\"upsert_max_batchsize\":4,\"search_max_batchsize\":5,"
          + "\"max_collection_vector_size_bytes\":6,\"read_rate_limit\":7,\"write_rate_limit\":8,"
          + "\"max_collection_payload_size_bytes\":9,\"max_points_count\":10,"
          + "\"filter_max_conditions\":11,\"condition_max_size\":12,"
          + "\"multivector_config\":{\"m\":{\"max_vectors\":13}},"
          + "\"sparse_config\":{\"s\":{\"max_length\":14}},\"max_payload_index_count\":15,"
          + "\"max_resident_memory_percent\":99}";

  private static StrictModeConfig all() {
    return StrictModeConfig.newBuilder()
        .setEnabled(true)
        .setMaxQueryLimit(1)
        .setMaxTimeout(2)
        .setUnindexedFilteringRetrieve(true)
        .setUnindexedFilteringUpdate(false)
        .setSearchMaxHnswEf(3)
        .setSearchAllowExact(true)
        .setSearchMaxOversampling(1.5f)
        .setUpsertMaxBatchsize(4)
        .setSearchMaxBatchsize(5)
        .setMaxCollectionVectorSizeBytes(6)
        .setReadRateLimit(7)
        .setWriteRateLimit(8)
        .setMaxCollectionPayloadSizeBytes(9)
        .setMaxPointsCount(10)
        .setFilterMaxConditions(11)
        .setConditionMaxSize(12)
        .setMultivectorConfig(
            StrictModeMultivectorConfig.newBuilder()
                .putMultivectorConfig(
                    "m", StrictModeMultivector.newBuilder().setMaxVectors(13).build()))
        .setSparseConfig(
            StrictModeSparseConfig.newBuilder()
                .putSparseConfig("s", StrictModeSparse.newBuilder().setMaxLength(14).build()))
        .setMaxPayloadIndexCount(15)
        .setMaxResidentMemoryPercent(99)
        .build();
  }

  private JsonNode shown(TestServer at, String name) {
    return at.get("/collections/" + name).result().at("/config/strict_mode_config");
  }

  private StrictModeConfig shownOverGrpc(String name) {
    return stubs
        .collections()
        .get(GetCollectionInfoRequest.newBuilder().setCollectionName(name).build())
        .getResult()
        .getConfig()
        .getStrictModeConfig();
  }

  @Test
  void everyFieldIsGivenBackOverBothProtocolsWhicheverSetIt() {
    assertThat(all().getAllFields()).hasSameSizeAs(StrictModeConfig.getDescriptor().getFields());
    server.put(
        "/collections/over-rest",
        "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"},\"strict_mode_config\":" + ALL + "}");
    var _ =
        stubs
            .collections()
            .create(
                CreateCollection.newBuilder()
                    .setCollectionName("over-grpc")
                    .setVectorsConfig(
                        VectorsConfig.newBuilder()
                            .setParams(
                                VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot)))
                    .setSparseVectorsConfig(
                        SparseVectorConfig.newBuilder()
                            .putMap("s", SparseVectorParams.getDefaultInstance()))
                    .setStrictModeConfig(all())
                    .build());

    for (String name : List.of("over-rest", "over-grpc")) {
      assertThat(shown(server, name).size()).isEqualTo(all().getAllFields().size());
      assertThat(shownOverGrpc(name)).isEqualTo(all());
    }
    assertThat(shown(server, "over-rest")).isEqualTo(shown(server, "over-grpc"));

    var _ =
        stubs
            .collections()
            .update(
                UpdateCollection.newBuilder()
                    .setCollectionName("over-grpc")
                    .setStrictModeConfig(StrictModeConfig.newBuilder().setMaxQueryLimit(100))
                    .build());
    assertThat(shownOverGrpc("over-grpc")).isEqualTo(all().toBuilder().setMaxQueryLimit(100).build());
  }

  @Test
  void itOutlivesTheServerAndIsInSnapshots(@TempDir Path data) {
    String created =
        "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"},"
            + "\"strict_mode_config\":{\"enabled\":true,\"max_query_limit\":4}}";
    try (TestServer first = TestServer.start(data)) {
      first.put("/collections/c", created);
      first.send(
          "PATCH", "/collections/c", "{\"strict_mode_config\":{\"max_query_limit\":5}}");
    }
    try (TestServer second = TestServer.start(data)) {
      assertThat(shown(second, "c").toString())
          .isEqualTo("{\"enabled\":true,\"max_query_limit\":5}");
      assertThat(second.post("/collections/c/points/scroll", "{\"limit\":6}").status())
          .isEqualTo(400);
      assertThat(second.post("/collections/c/points/scroll", "{\"limit\":5}").status())
          .isEqualTo(200);

      String snapshot =
          second.send("POST", "/collections/c/snapshots", null).result().path("name").asText();
      Path file = data.resolve("snapshots/c").resolve(snapshot);
      Answer recovered =
          second.put(
              "/collections/copy/snapshots/recover", "{\"location\":\"" + file.toUri() + "\"}");
      assertThat(recovered.status()).as(recovered.body()).isEqualTo(200);
      assertThat(second.post("/collections/copy/points/scroll", "{\"limit\":6}").status())
          .isEqualTo(400);
    }
  }

  @Test
  void wrongValuesAreRefusedByTheirNames() {
    Map<String, String> wrong =
        Map.of(
            "\"max_query_limit\":0", "strict_mode_config.max_query_limit: value 0 invalid",
            "\"max_timeout\":0", "strict_mode_config.max_timeout: value 0 invalid",
            "\"read_rate_limit\":0", "strict_mode_config.read_rate_limit: value 0 invalid",
            "\"max_points_count\":0", "strict_mode_config.max_points_count: value 0 invalid",
            "\"max_resident_memory_percent\":101", "must be from 1 to 100",
            "\"sparse_config\":{\"s\":{\"max_length\":0}}", "s.max_length: value 0 invalid",
            "\"sparse_config\":{\"s\":{\"max\":1}}", "unknown field `max`",
            "\"enabled\":1", "expected a boolean",
            "\"max_query_limit\":-1", "expected usize",
            "\"unknown\":1", "unknown field `unknown`");
    wrong.forEach(
        (mode, message) -> {
          Answer answer =
              server.put(
                  "/collections/wrong",
                  "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"},"
                      + "\"strict_mode_config\":{" + mode + "}}");
          assertThat(answer.status()).as(answer.body()).isIn(400, 422);
          assertThat(answer.error()).contains(message);
        });
    Status status =
        GrpcStubs.failure(
            () ->
                stubs
                    .collections()
                    .update(
                        UpdateCollection.newBuilder()
                            .setCollectionName("wrong")
                            .setStrictModeConfig(
                                StrictModeConfig.newBuilder().setMaxQueryLimit(0))
                            .build()));
    assertThat(status.getDescription())
        .contains("strict_mode_config.max_query_limit: value 0 invalid, must be 1 or larger");
  }
}
