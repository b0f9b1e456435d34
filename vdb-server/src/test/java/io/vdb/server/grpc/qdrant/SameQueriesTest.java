package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Status;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.DiscoverBatchPoints;
import io.qdrant.client.grpc.Points.DiscoverPoints;
import io.qdrant.client.grpc.Points.GroupId;
import io.qdrant.client.grpc.Points.GroupsResult;
import io.qdrant.client.grpc.Points.OrderValue;
import io.qdrant.client.grpc.Points.PointGroup;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendBatchPoints;
import io.qdrant.client.grpc.Points.RecommendPointGroups;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchMatrixOffsets;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries of every kind have the same answer over REST and over gRPC, and fail alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SameQueriesTest {

  private static final String POINTS = "/collections/c/points/";

  private TestServer server;
  private PointsBlockingStub points;

  @BeforeAll
  void start(@TempDir Path data) {
    server =
        TestServer.start(
            data,
            Map.of("vdb.limits.max-results", "100", "vdb.limits.max-filter-conditions", "13"));
    points = new GrpcStubs(server).points();
    server.createCollection("c", "Euclid");
    server.createCollection("other", "Dot");
    StringBuilder all = new StringBuilder("[");
    for (int i = 1; i <= 30; i++) {
      all.append(i == 1 ? "" : ",")
          .append(
              """
              {"id":%d,"vector":[%d,%d,1,0],"payload":{"n":%d,"word":"w%d","tags":["t%d",%d],
              "at":{"lat":%d,"lon":10},"when":"2024-01-%02dT00:00:00Z"}}
              """
                  .formatted(i, i, i % 7 - 3, i * 7 % 30, i % 4, i % 5, i % 3, i, i));
    }
    server.upsert("c", all.append("]").toString());
    server.upsert(
        "other",
        """
        [{"id":1,"vector":[4,4,4,4],"payload":{"title":"one"}},
         {"id":2,"vector":[9,0,1,0],"payload":{"title":"two"}}]
        """);
    Answer index =
        server.put(
            "/collections/c/index?wait=true",
            "{\"field_name\":\"n\",\"field_schema\":\"integer\"}");
    assertThat(index.status()).as(index.body()).isEqualTo(200);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode rest(String path, String body) {
    Answer answer = server.post(POINTS + path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.result();
  }

  private static <B extends Message.Builder> B read(String text, B into) {
    try {
      TextFormat.merge("collection_name: \"c\" " + text, into);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
    return into;
  }

  private static List<String> shown(JsonNode list) {
    List<String> shown = new ArrayList<>();
    for (JsonNode point : list) {
      shown.add(
          point.get("id").asText()
              + " "
              + (float) point.get("score").asDouble()
              + (point.has("order_value") ? " at " + point.get("order_value").asText() : "")
              + (point.has("payload") ? " with " + point.get("payload").size() : ""));
    }
    return shown;
  }

  private static List<String> shown(List<ScoredPoint> list) {
    List<String> shown = new ArrayList<>();
    for (ScoredPoint point : list) {
      shown.add(
          shown(point.getId())
              + " "
              + point.getScore()
              + (point.hasOrderValue() ? " at " + shown(point.getOrderValue()) : "")
              + (point.getPayloadCount() > 0 ? " with " + point.getPayloadCount() : ""));
    }
    return shown;
  }

  private static String shown(OrderValue value) {
    return value.hasInt() ? String.valueOf(value.getInt()) : String.valueOf(value.getFloat());
  }

  private static String shown(PointId id) {
    return id.hasNum() ? String.valueOf(id.getNum()) : id.getUuid();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"limit":4,"offset":2} | limit: 4 offset: 2
      {"query":[1,2,3,4],"limit":3} | query { nearest { dense { data: [1,2,3,4] } } } limit: 3
      {"query":5,"using":"","score_threshold":2.5} | query { nearest { id { num: 5 } } } using: "" score_threshold: 2.5
      {"query":1,"lookup_from":{"collection":"other"}} | query { nearest { id { num: 1 } } } lookup_from { collection_name: "other" }
      {"query":{"nearest":2,"mmr":{"diversity":0.8,"candidates_limit":20}},"limit":5} | query { nearest_with_mmr { nearest { id { num: 2 } } mmr { diversity: 0.8 candidates_limit: 20 } } } limit: 5
      {"query":{"nearest":2,"mmr":{}}} | query { nearest_with_mmr { nearest { id { num: 2 } } mmr { } } }
      {"query":{"recommend":{"positive":[1,[2,2,2,2]],"negative":[9]}}} | query { recommend { positive { id { num: 1 } } positive { dense { data: [2,2,2,2] } } negative { id { num: 9 } } } }
      {"query":{"recommend":{"positive":[1],"strategy":"best_score"}}} | query { recommend { positive { id { num: 1 } } strategy: BestScore } }
      {"query":{"recommend":{"negative":[1],"strategy":"sum_scores"}}} | query { recommend { negative { id { num: 1 } } strategy: SumScores } }
      {"query":{"discover":{"target":3,"context":[{"positive":1,"negative":[9,9,9,9]}]}}} | query { discover { target { id { num: 3 } } context { pairs { positive { id { num: 1 } } negative { dense { data: [9,9,9,9] } } } } } }
      {"query":{"discover":{"target":3,"context":null}}} | query { discover { target { id { num: 3 } } } }
      {"query":{"context":{"positive":1,"negative":9}},"limit":5} | query { context { pairs { positive { id { num: 1 } } negative { id { num: 9 } } } } } limit: 5
      {"query":{"relevance_feedback":{"target":[1,1,1,1],"feedback":[{"example":3,"score":0.9},{"example":[9,9,9,9],"score":-0.5}],"strategy":{"naive":{"a":0.5,"b":1.5,"c":0.25}}}}} | query { relevance_feedback { target { dense { data: [1,1,1,1] } } feedback { example { id { num: 3 } } score: 0.9 } feedback { example { dense { data: [9,9,9,9] } } score: -0.5 } strategy { naive { a: 0.5 b: 1.5 c: 0.25 } } } }
      {"query":{"order_by":"n"},"limit":3} | query { order_by { key: "n" } } limit: 3
      {"query":{"order_by":{"key":"n","direction":"desc","start_from":20}}} | query { order_by { key: "n" direction: Desc start_from { integer: 20 } } }
      {"query":{"fusion":"rrf"},"prefetch":[{"query":1},{"query":30,"limit":20}],"limit":8} | query { fusion: RRF } prefetch { query { nearest { id { num: 1 } } } } prefetch { query { nearest { id { num: 30 } } } limit: 20 } limit: 8
      {"query":{"fusion":"dbsf"},"prefetch":[{"query":1},{"query":{"order_by":"n"}}],"score_threshold":0.4} | query { fusion: DBSF } prefetch { query { nearest { id { num: 1 } } } } prefetch { query { order_by { key: "n" } } } score_threshold: 0.4
      {"query":{"rrf":{"k":60,"weights":[2,0.5]}},"prefetch":[{"query":1},{"query":30}]} | query { rrf { k: 60 weights: [2, 0.5] } } prefetch { query { nearest { id { num: 1 } } } } prefetch { query { nearest { id { num: 30 } } } }
      {"query":[7,0,1,0],"prefetch":{"prefetch":{"query":1,"limit":20,"filter":{"must":{"key":"n","range":{"gt":3}}}},"query":[9,0,1,0],"params":{"exact":true}},"filter":{"must_not":{"key":"word","match":{"value":"w1"}}},"with_payload":true} | query { nearest { dense { data: [7,0,1,0] } } } prefetch { prefetch { query { nearest { id { num: 1 } } } limit: 20 filter { must { field { key: "n" range { gt: 3 } } } } } query { nearest { dense { data: [9,0,1,0] } } } params { exact: true } } filter { must_not { field { key: "word" match { keyword: "w1" } } } } with_payload { enable: true }
      {"query":{"sample":"random"},"limit":50,"filter":{"must":{"has_id":[4]}}} | query { sample: Random } limit: 50 filter { must { has_id { has_id { num: 4 } } } }
      {"query":{"formula":1.5},"prefetch":{"query":1,"limit":3}} | query { formula { expression { constant: 1.5 } } } prefetch { query { nearest { id { num: 1 } } } limit: 3 }
      {"query":{"formula":{"sum":["$score",{"mult":[2,"n"]},{"key":"word","match":{"value":"w2"}}]}},"prefetch":{"query":1}} | query { formula { expression { sum { sum { variable: "$score" } sum { mult { mult { constant: 2 } mult { variable: "n" } } } sum { condition { field { key: "word" match { keyword: "w2" } } } } } } } } prefetch { query { nearest { id { num: 1 } } } }
      {"query":{"formula":{"div":{"left":"x","right":{"neg":"n"},"by_zero_default":7}},"defaults":{"x":3}},"prefetch":{"query":1}} | query { formula { expression { div { left { variable: "x" } right { neg { variable: "n" } } by_zero_default: 7 } } defaults { key: "x" value { integer_value: 3 } } } } prefetch { query { nearest { id { num: 1 } } } }
      {"query":{"formula":{"sum":[{"sqrt":{"abs":-4}},{"pow":{"base":2,"exponent":3}},{"exp":1},{"log10":100},{"ln":2}]}},"prefetch":{"query":1,"limit":2}} | query { formula { expression { sum { sum { sqrt { abs { constant: -4 } } } sum { pow { base { constant: 2 } exponent { constant: 3 } } } sum { exp { constant: 1 } } sum { log10 { constant: 100 } } sum { ln { constant: 2 } } } } } } prefetch { query { nearest { id { num: 1 } } } limit: 2 }
      {"query":{"formula":{"gauss_decay":{"x":{"geo_distance":{"origin":{"lat":5,"lon":10},"to":"at"}},"scale":500000,"midpoint":0.25}}},"prefetch":{"query":1}} | query { formula { expression { gauss_decay { x { geo_distance { origin { lat: 5 lon: 10 } to: "at" } } scale: 500000 midpoint: 0.25 } } } } prefetch { query { nearest { id { num: 1 } } } }
      {"query":{"formula":{"sum":[{"exp_decay":{"x":{"datetime_key":"when"},"target":{"datetime":"2024-01-05T00:00:00Z"},"scale":86400}},{"lin_decay":{"x":"$score[0]"}}]}},"prefetch":{"query":1}} | query { formula { expression { sum { sum { exp_decay { x { datetime_key: "when" } target { datetime: "2024-01-05T00:00:00Z" } scale: 86400 } } sum { lin_decay { x { variable: "$score[0]" } } } } } } } prefetch { query { nearest { id { num: 1 } } } }
      """)
  void answersQueries(String json, String message) {
    List<String> overRest = shown(rest("query", json).get("points"));
    List<String> overGrpc =
        shown(points.query(read(message, QueryPoints.newBuilder()).build()).getResultList());

    assertThat(overRest).isNotEmpty().isEqualTo(overGrpc);

    // The same as one of a batch.
    List<List<String>> restBatch = new ArrayList<>();
    for (JsonNode one : rest("query/batch", "{\"searches\":[{}," + json + "]}")) {
      restBatch.add(shown(one.get("points")));
    }
    List<List<String>> grpcBatch = new ArrayList<>();
    QueryBatchPoints.Builder batch =
        read("query_points { }", QueryBatchPoints.newBuilder())
            .addQueryPoints(read(message, QueryPoints.newBuilder()));
    for (BatchResult one : points.queryBatch(batch.build()).getResultList()) {
      grpcBatch.add(shown(one.getResultList()));
    }
    assertThat(restBatch).hasSize(2).isEqualTo(grpcBatch);
    if (!json.contains("random")) {
      assertThat(restBatch.getLast()).isEqualTo(overRest);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"positive":[1,[2,2,2,2]],"negative":[9],"limit":5} | positive { num: 1 } positive_vectors { dense { data: [2,2,2,2] } } negative { num: 9 } limit: 5
      {"positive":[1],"negative":[[2,2,2,2]],"strategy":"sum_scores","limit":5,"offset":1} | positive { num: 1 } negative_vectors { data: [2,2,2,2] } strategy: SumScores limit: 5 offset: 1
      {"positive":[1],"limit":3,"lookup_from":{"collection":"other"},"using":"","score_threshold":9.5,"with_payload":true} | positive { num: 1 } limit: 3 lookup_from { collection_name: "other" } using: "" score_threshold: 9.5 with_payload { enable: true }
      """)
  void answersTheOlderRecommendations(String json, String message) {
    List<String> overRest = shown(rest("recommend", json));

    assertThat(overRest)
        .isNotEmpty()
        .isEqualTo(
            shown(
                points
                    .recommend(read(message, RecommendPoints.newBuilder()).build())
                    .getResultList()))
        .isEqualTo(shown(rest("recommend/batch", "{\"searches\":[" + json + "]}").get(0)))
        .isEqualTo(
            shown(
                points
                    .recommendBatch(
                        RecommendBatchPoints.newBuilder()
                            .setCollectionName("c")
                            .addRecommendPoints(read(message, RecommendPoints.newBuilder()))
                            .build())
                    .getResult(0)
                    .getResultList()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"target":3,"context":[{"positive":1,"negative":9}],"limit":5} | target { single { id { num: 3 } } } context { positive { id { num: 1 } } negative { id { num: 9 } } } limit: 5
      {"target":[1,1,1,1],"limit":5} | target { single { vector { dense { data: [1,1,1,1] } } } } limit: 5
      {"context":[{"positive":[1,1,1,1],"negative":9}],"limit":5} | context { positive { vector { data: [1,1,1,1] } } negative { id { num: 9 } } } limit: 5
      """)
  void answersTheOlderDiscoveries(String json, String message) {
    List<String> overRest = shown(rest("discover", json));

    assertThat(overRest)
        .hasSize(5)
        .isEqualTo(
            shown(
                points
                    .discover(read(message, DiscoverPoints.newBuilder()).build())
                    .getResultList()))
        .isEqualTo(shown(rest("discover/batch", "{\"searches\":[" + json + "]}").get(0)))
        .isEqualTo(
            shown(
                points
                    .discoverBatch(
                        DiscoverBatchPoints.newBuilder()
                            .setCollectionName("c")
                            .addDiscoverPoints(read(message, DiscoverPoints.newBuilder()))
                            .build())
                    .getResult(0)
                    .getResultList()));
  }

  @Test
  void answersTheOlderBatches() {
    JsonNode overRest =
        rest(
            "search/batch",
            "{\"searches\":[{\"vector\":[1,2,3,4],\"limit\":2},"
                + "{\"vector\":{\"name\":\"\",\"vector\":[9,2,3,4]},\"limit\":3}]}");
    List<BatchResult> overGrpc =
        points
            .searchBatch(
                read(
                        "search_points { vector: [1,2,3,4] limit: 2 }"
                            + " search_points { vector: [9,2,3,4] limit: 3 }",
                        SearchBatchPoints.newBuilder())
                    .build())
            .getResultList();

    assertThat(shown(overRest.get(0)))
        .hasSize(2)
        .isEqualTo(shown(overGrpc.get(0).getResultList()));
    assertThat(shown(overRest.get(1)))
        .hasSize(3)
        .isEqualTo(shown(overGrpc.get(1).getResultList()));
  }

  private static List<String> groups(JsonNode result) {
    List<String> shown = new ArrayList<>();
    for (JsonNode group : result.get("groups")) {
      JsonNode lookup = group.get("lookup");
      shown.add(
          group.get("id")
              + " "
              + shown(group.get("hits"))
              + (lookup == null
                  ? ""
                  : " " + lookup.get("id") + " " + lookup.get("payload").get("title").asText()));
    }
    return shown;
  }

  private static List<String> groups(GroupsResult result) {
    List<String> shown = new ArrayList<>();
    for (PointGroup group : result.getGroupsList()) {
      GroupId id = group.getId();
      shown.add(
          (id.hasStringValue() ? '"' + id.getStringValue() + '"' : "" + id.getUnsignedValue())
              + " "
              + shown(group.getHitsList())
              + (group.hasLookup()
                  ? " "
                      + shown(group.getLookup().getId())
                      + " "
                      + group.getLookup().getPayloadOrThrow("title").getStringValue()
                  : ""));
    }
    return shown;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"query":[1,2,3,4],"group_by":"word"} | query { nearest { dense { data: [1,2,3,4] } } } group_by: "word"
      {"query":[1,2,3,4],"group_by":"tags","limit":5,"group_size":2,"with_payload":true} | query { nearest { dense { data: [1,2,3,4] } } } group_by: "tags" limit: 5 group_size: 2 with_payload { enable: true }
      {"query":{"order_by":"n"},"group_by":"tags","with_lookup":"other"} | query { order_by { key: "n" } } group_by: "tags" with_lookup { collection: "other" }
      {"query":{"fusion":"rrf"},"prefetch":[{"query":1,"limit":3},{"query":9,"limit":3}],"group_by":"n","with_lookup":{"collection":"other","with_payload":["title"]}} | query { fusion: RRF } prefetch { query { nearest { id { num: 1 } } } limit: 3 } prefetch { query { nearest { id { num: 9 } } } limit: 3 } group_by: "n" with_lookup { collection: "other" with_payload { include { fields: "title" } } }
      """)
  void answersGroups(String json, String message) {
    List<String> overRest = groups(rest("query/groups", json));

    assertThat(overRest)
        .isNotEmpty()
        .isEqualTo(
            groups(
                points
                    .queryGroups(read(message, QueryPointGroups.newBuilder()).build())
                    .getResult()));
  }

  @Test
  void answersTheOlderGroups() {
    assertThat(
            groups(
                rest(
                    "search/groups",
                    "{\"vector\":[1,2,3,4],\"group_by\":\"tags\",\"limit\":4,\"group_size\":2,"
                        + "\"with_lookup\":\"other\"}")))
        .hasSize(4)
        .isEqualTo(
            groups(
                points
                    .searchGroups(
                        read(
                                "vector: [1,2,3,4] group_by: \"tags\" limit: 4 group_size: 2"
                                    + " with_lookup { collection: \"other\" }",
                                SearchPointGroups.newBuilder())
                            .build())
                    .getResult()))
        .anySatisfy(group -> assertThat(group).endsWith("2 two"));
    assertThat(
            groups(
                rest(
                    "recommend/groups",
                    "{\"positive\":[1],\"group_by\":\"word\",\"limit\":2,\"group_size\":1}")))
        .hasSize(2)
        .isEqualTo(
            groups(
                points
                    .recommendGroups(
                        read(
                                "positive { num: 1 } group_by: \"word\" limit: 2 group_size: 1",
                                RecommendPointGroups.newBuilder())
                            .build())
                    .getResult()));
  }

  @Test
  void answersMatrices() {
    String filter = "{\"sample\":30,\"limit\":2,\"filter\":{\"must\":{\"has_id\":[1,2,9]}}}";
    SearchMatrixPoints message =
        read(
                "sample: 30 limit: 2"
                    + " filter { must { has_id { has_id { num: 1 } has_id { num: 2 }"
                    + " has_id { num: 9 } } } }",
                SearchMatrixPoints.newBuilder())
            .build();
    List<String> pairs = new ArrayList<>();
    for (JsonNode pair : rest("search/matrix/pairs", filter).get("pairs")) {
      pairs.add(
          pair.get("a") + " " + pair.get("b") + " " + (float) pair.get("score").asDouble());
    }
    JsonNode offsets = rest("search/matrix/offsets", filter);
    SearchMatrixOffsets grpc = points.searchMatrixOffsets(message).getResult();

    assertThat(pairs)
        .hasSize(6)
        .startsWith("1 2 " + (float) Math.sqrt(2))
        .isEqualTo(
            points.searchMatrixPairs(message).getResult().getPairsList().stream()
                .map(pair -> shown(pair.getA()) + " " + shown(pair.getB()) + " " + pair.getScore())
                .toList());
    assertThat(offsets.get("offsets_row").toString()).isEqualTo("[0,0,1,1,2,2]");
    assertThat(offsets.get("offsets_col").toString()).isEqualTo("[1,2,0,2,1,0]");
    assertThat(offsets.get("ids").toString()).isEqualTo("[1,2,9]");
    assertThat(grpc.getOffsetsRowList().toString()).isEqualTo("[0, 0, 1, 1, 2, 2]");
    assertThat(grpc.getOffsetsColList().toString()).isEqualTo("[1, 2, 0, 2, 1, 0]");
    assertThat(grpc.getIdsList()).extracting(id -> id.getNum()).containsExactly(1L, 2L, 9L);
    assertThat(grpc.getScoresCount()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"prefetch":{"query":1}} | prefetch { query { nearest { id { num: 1 } } } } | A query is needed to merge the prefetches
      {"score_threshold":1} | score_threshold: 1 | A query is needed to use the score_threshold
      {"query":{"order_by":"n"},"score_threshold":1} | query { order_by { key: "n" } } score_threshold: 1 | Can't use score_threshold with an order_by query.
      {"query":{"order_by":"word"}} | query { order_by { key: "word" } } | No range index for `order_by` key: `word`
      {"query":{"fusion":"rrf"}} | query { fusion: RRF } | cannot apply Fusion without prefetches
      {"query":{"fusion":"rrf"},"using":"x","prefetch":{"query":1}} | query { fusion: RRF } using: "x" prefetch { query { nearest { id { num: 1 } } } } | Fusion queries cannot be combined with the 'using' field.
      {"query":{"formula":1}} | query { formula { expression { constant: 1 } } } | cannot apply Formula without prefetches
      {"query":{"rrf":{"weights":[1,2]}},"prefetch":{"query":1}} | query { rrf { weights: [1, 2] } } prefetch { query { nearest { id { num: 1 } } } } | RRF weights length (2) does not match number of prefetches (1)
      {"query":{"recommend":{"negative":[1]}}} | query { recommend { negative { id { num: 1 } } } } | At least one positive vector ID required with this strategy
      {"query":{"recommend":{"strategy":"best_score"}}} | query { recommend { strategy: BestScore } } | At least one positive or negative vector ID required with this strategy
      {"query":{"relevance_feedback":{"target":1,"feedback":[],"strategy":{"naive":{"a":1,"b":1,"c":1}}}}} | query { relevance_feedback { target { id { num: 1 } } strategy { naive { a: 1 b: 1 c: 1 } } } } | query.relevance_feedback: feedback elements must be non-empty
      {"query":{"relevance_feedback":{"target":1,"feedback":[{"example":2,"score":1}],"strategy":{"naive":{"a":1,"b":-1,"c":1}}}}} | query { relevance_feedback { target { id { num: 1 } } feedback { example { id { num: 2 } } score: 1 } strategy { naive { a: 1 b: -1 c: 1 } } } } | [query.relevance_feedback.strategy.naive.b: value -1.0 invalid, must be 0.0 or larger]
      {"query":{"relevance_feedback":{"target":1,"feedback":[{"example":2,"score":1}]}}} | query { relevance_feedback { target { id { num: 1 } } feedback { example { id { num: 2 } } score: 1 } } } | missing field `strategy`
      {"query":{"relevance_feedback":{"target":1,"feedback":[{"example":2,"score":1}],"strategy":{}}}} | query { relevance_feedback { target { id { num: 1 } } feedback { example { id { num: 2 } } score: 1 } strategy { } } } | missing field `naive`
      {"query":{"relevance_feedback":{"feedback":[]}}} | query { relevance_feedback { strategy { naive { } } } } | missing field `target`
      {"query":{"relevance_feedback":{"target":1,"feedback":[{"example":99,"score":1}],"strategy":{"naive":{"a":1,"b":1,"c":1}}}}} | query { relevance_feedback { target { id { num: 1 } } feedback { example { id { num: 99 } } score: 1 } strategy { naive { a: 1 b: 1 c: 1 } } } } | No point with id 99 found
      {"query":{"context":[]}} | query { context { } } | At least one pair is needed in a context
      {"query":{"recommend":{"positive":[99]}}} | query { recommend { positive { id { num: 99 } } } } | No point with id 99 found
      {"query":1,"lookup_from":{"collection":"none"}} | query { nearest { id { num: 1 } } } lookup_from { collection_name: "none" } | Collection `none` doesn't exist!
      {"query":1,"lookup_from":{"collection":"other","vector":"x"}} | query { nearest { id { num: 1 } } } lookup_from { collection_name: "other" vector_name: "x" } | Not existing vector name error: x
      {"query":[1,2],"prefetch":{"query":1}} | query { nearest { dense { data: [1,2] } } } prefetch { query { nearest { id { num: 1 } } } } | Vector dimension error: expected dim: 4, got 2
      {"query":{"fusion":"rrf"},"prefetch":[{"query":1,"limit":60},{"query":2,"limit":60}]} | query { fusion: RRF } prefetch { query { nearest { id { num: 1 } } } limit: 60 } prefetch { query { nearest { id { num: 2 } } } limit: 60 } | at most 100 points in all prefetches together
      {"query":{"formula":"word"},"prefetch":{"query":1}} | query { formula { expression { variable: "word" } } } prefetch { query { nearest { id { num: 1 } } } } | Expected number value for word in the payload and/or in the formula defaults. Error: Value is not a number
      {"query":{"formula":{"sqrt":-1}},"prefetch":{"query":1}} | query { formula { expression { sqrt { constant: -1 } } } } prefetch { query { nearest { id { num: 1 } } } } | The expression `sqrt` produced a non-finite number
      {"query":{"formula":{"sum":["$scores"]}},"prefetch":{"query":1}} | query { formula { expression { sum { sum { variable: "$scores" } } } } } prefetch { query { nearest { id { num: 1 } } } } | Invalid score pattern
      {"query":{"nearest":1,"mmr":{"diversity":1.5}}} | query { nearest_with_mmr { nearest { id { num: 1 } } mmr { diversity: 1.5 } } } | diversity: value 1.5 invalid, must be from 0.0 to 1.0
      {"query":{"formula":{"lin_decay":{"x":1,"scale":0}}},"prefetch":{"query":1}} | query { formula { expression { lin_decay { x { constant: 1 } scale: 0 } } } } prefetch { query { nearest { id { num: 1 } } } } | scale: value 0.0 invalid, must be a positive number
      {"query":{"rrf":{"k":0}},"prefetch":{"query":1}} | query { rrf { k: 0 } } prefetch { query { nearest { id { num: 1 } } } } | value 0 invalid, must be 1 or larger
      {"query":{"formula":{"mult":[1,1,1,1,1,1,1,1,1,1,1,1,1]}},"prefetch":{"query":1}} | query { formula { expression { mult { mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } mult { constant: 1 } } } } } prefetch { query { nearest { id { num: 1 } } } } | more than the maximum of 13 expressions in a query
      """)
  void failsAlike(String json, String message, String error) {
    Answer overRest = server.post(POINTS + "query", json);
    Status overGrpc =
        GrpcStubs.failure(
            () -> points.query(read(message, QueryPoints.newBuilder()).build()));

    assertThat(overRest.error()).contains(error);
    assertThat(overGrpc.getDescription()).contains(error);
    boolean missing = overRest.status() == 404;
    assertThat(overRest.status()).isIn(400, 404, 422);
    assertThat(overGrpc.getCode())
        .isEqualTo(missing ? Status.Code.NOT_FOUND : Status.Code.INVALID_ARGUMENT);
  }
}
