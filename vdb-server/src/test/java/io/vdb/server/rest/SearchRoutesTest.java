package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SearchRoutesTest {

  private static final String QUERY = "/collections/s/points/query";
  private static final String SEARCH = "/collections/s/points/search";

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    server.createCollection("s", "Dot");
    server.upsert(
        "s",
        """
        [{"id":1,"vector":[1,0,0,0],"payload":{"city":"Berlin","n":1,"tags":["a","b"],"f":0.5,
                                               "ok":true,"z":null}},
         {"id":2,"vector":[0.9,0,0,0],"payload":{"city":"Rome","n":2,"tags":["b"],"f":1.5,
                                                 "ok":false}},
         {"id":3,"vector":[0.8,0,0,0],"payload":{"city":"Oslo","n":3,"tags":[],"f":2.5}},
         {"id":4,"vector":[-0.33333334,0,0,0]}]""");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private List<Integer> ids(String body) {
    Answer answer = server.post(QUERY, body);
    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
    List<Integer> ids = new ArrayList<>();
    answer.result().path("points").forEach(point -> ids.add(point.path("id").asInt()));
    return ids;
  }

  private List<Integer> filtered(String filter) {
    return ids("{\"query\":[1,0,0,0],\"filter\":" + filter + "}");
  }

  @Test
  void findsTheNearestAndWritesScoresAsShortFloats() {
    Answer answer = server.post(QUERY, "{\"query\":[1,0,0,0],\"limit\":2,\"offset\":1}");

    assertThat(answer.result().toString())
        .isEqualTo(
            "{\"points\":[{\"id\":2,\"version\":1,\"score\":0.9},"
                + "{\"id\":3,\"version\":1,\"score\":0.8}]}");
  }

  @Test
  void writesFloatsWithoutDigitsThatTheyDoNotHave() {
    Answer answer =
        server.post(QUERY, "{\"query\":[1,0,0,0],\"limit\":1,\"offset\":3,\"with_vector\":true}");

    assertThat(answer.body())
        .contains("\"score\":-0.33333334,")
        .contains("\"vector\":[-0.33333334,0.0,0.0,0.0]");
  }

  @Test
  void takesTheNearestOfAnId() {
    assertThat(ids("{\"query\":1,\"limit\":2}")).containsExactly(2, 3);
    assertThat(ids("{\"query\":{\"nearest\":1},\"limit\":1}")).containsExactly(2);
    assertThat(ids("{\"query\":{\"nearest\":[1,0,0,0]},\"limit\":1}")).containsExactly(1);
  }

  @Test
  void returnsTenByDefault() {
    assertThat(ids("{\"query\":[1,0,0,0]}")).containsExactly(1, 2, 3, 4);
  }

  @Test
  void cutsAtTheScoreThreshold() {
    assertThat(ids("{\"query\":[1,0,0,0],\"score_threshold\":0.85}")).containsExactly(1, 2);
  }

  @Test
  void takesSearchParameters() {
    assertThat(
            ids(
                "{\"query\":[1,0,0,0],\"limit\":1,\"params\":{\"hnsw_ef\":32,\"exact\":true,"
                    + "\"indexed_only\":false,\"quantization\":null}}"))
        .containsExactly(1);
  }

  @Test
  void leavesOutWhatIsNotInTheIndexYetWhereThatIsWanted() {
    server.createCollection("young", "Dot");
    String query =
        "{\"query\":[1,0,0,0],\"limit\":100,\"params\":{\"indexed_only\":%s},\"with_payload\":true}";
    int[] written = new int[1];
    await( // unless writing it into the index was faster than the question
        () -> {
          written[0]++;
          server.upsert("young", "[{\"id\":" + written[0] + ",\"vector\":[1,0,0,0]}]");
          return count("young", query.formatted(true)) < written[0];
        });

    assertThat(count("young", query.formatted(false))).isEqualTo(written[0]);
    await(() -> count("young", query.formatted(true)) == written[0]);
  }

  private int count(String collection, String query) {
    return server.post("/collections/" + collection + "/points/query", query)
        .result().path("points").size();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Test
  void addsPayloadAndVectorOnRequest() {
    JsonNode point =
        server
            .post(
                QUERY,
                "{\"query\":[1,0,0,0],\"limit\":1,\"with_payload\":[\"city\"],\"with_vector\":true}")
            .result()
            .path("points")
            .path(0);

    assertThat(point.path("payload").toString()).isEqualTo("{\"city\":\"Berlin\"}");
    assertThat(point.path("vector").toString()).isEqualTo("[1.0,0.0,0.0,0.0]");
  }

  @Test
  void searchesInTheOlderForm() {
    Answer answer = server.post(SEARCH, "{\"vector\":[1,0,0,0],\"limit\":1}");

    assertThat(answer.result().toString())
        .isEqualTo("[{\"id\":1,\"version\":1,\"score\":1.0}]");
  }

  @Test
  void explainsWhenTheParameterAsks() {
    JsonNode explain =
        server.post(QUERY + "?explain=true", "{\"query\":[1,0,0,0]}").json().path("explain");

    assertThat(explain.path("distance_computations").asLong()).isEqualTo(4);
    assertThat(explain.path("seconds").path("search").isDouble()).isTrue();
  }

  @Test
  void explainsWhenTheHeaderAsks() {
    Answer answer =
        server.send(
            "POST", SEARCH, "{\"vector\":[1,0,0,0],\"limit\":1}", "X-VDB-Explain", "true");

    assertThat(answer.json().path("explain").path("distance_computations").asLong()).isEqualTo(4);
  }

  @Test
  void explainsHowManyPointsWereRecent() {
    server.createCollection("recent", "Dot");
    long recent = 0;
    // Points stay recent for half a second, which a busy machine may have other things to do in.
    for (int attempt = 0; attempt < 20 && recent == 0; attempt++) {
      server.upsert("recent", "[{\"id\":1,\"vector\":[1,0,0,0]}]");
      recent =
          server
              .post(
                  "/collections/recent/points/query?explain=true",
                  "{\"query\":[1,0,0,0]}")
              .json()
              .at("/explain/recent_points")
              .asLong();
    }
    assertThat(recent).isEqualTo(1);
  }

  @Test
  void doesNotExplainUnasked() {
    assertThat(server.post(QUERY, "{\"query\":[1,0,0,0]}").json().has("explain")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"must\":[{\"key\":\"city\",\"match\":{\"value\":\"Rome\"}}]} | 2",
        "{\"must\":{\"key\":\"city\",\"match\":{\"keyword\":\"Rome\"}}} | 2",
        "{\"must\":[{\"key\":\"n\",\"match\":{\"integer\":3}}]} | 3",
        "{\"must\":[{\"key\":\"ok\",\"match\":{\"value\":true}}]} | 1",
        "{\"must\":[{\"key\":\"tags\",\"match\":{\"any\":[\"a\",\"x\"]}}]} | 1",
        "{\"must\":[{\"key\":\"n\",\"match\":{\"any\":[1,3]}}]} | 1,3",
        "{\"must\":[{\"key\":\"city\",\"match\":{\"except\":[\"Rome\"]}}]} | 1,3",
        "{\"must\":[{\"key\":\"f\",\"range\":{\"gt\":0.5,\"lte\":2.5}}]} | 2,3",
        "{\"must\":[{\"key\":\"n\",\"range\":{\"gte\":2,\"lt\":null}}]} | 2,3",
        "{\"must\":[{\"has_id\":[1,4]}]} | 1,4",
        "{\"must\":[{\"is_empty\":{\"key\":\"tags\"}}]} | 3,4",
        "{\"must\":[{\"key\":\"tags\",\"is_empty\":false}]} | 1,2",
        "{\"must\":[{\"is_null\":{\"key\":\"z\"}}]} | 1",
        "{\"must\":[{\"key\":\"z\",\"is_null\":true}]} | 1",
        "{\"must_not\":[{\"key\":\"n\",\"match\":{\"value\":1}}]} | 2,3,4",
        "{\"should\":[{\"has_id\":[1]},{\"key\":\"n\",\"match\":{\"value\":2}}]} | 1,2",
        "{\"min_should\":{\"conditions\":[{\"has_id\":[1,2]},{\"has_id\":[2,3]}],\"min_count\":2}} | 2",
        "{\"must\":[{\"should\":[{\"has_id\":[1]},{\"must\":[{\"has_id\":[3]}]}]}]} | 1,3",
        "{\"must\":[{\"key\":\"n\",\"match\":{\"value\":1},\"range\":{\"gt\":2}}]} | 1,3",
        "{\"must\":null,\"should\":null,\"must_not\":[],\"min_should\":null} | 1,2,3,4",
        "{} | 1,2,3,4",
        "null | 1,2,3,4"
      })
  void filters(String filter, String expected) {
    assertThat(filtered(filter))
        .containsExactlyElementsOf(
            List.of(expected.split(",", -1)).stream().map(Integer::valueOf).toList());
  }
}
