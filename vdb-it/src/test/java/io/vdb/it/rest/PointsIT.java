package io.vdb.it.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Json;
import io.vdb.it.server.SharedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(SharedServer.LOCK)
final class PointsIT {

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static final String UUID = "550e8400-e29b-41d4-a716-446655440000";
  private static final AtomicInteger COLLECTIONS = new AtomicInteger();

  private final String collection = "/collections/points-" + COLLECTIONS.incrementAndGet();

  @BeforeEach
  void createCollection() throws Exception {
    send("PUT", "", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
  }

  @Test
  void readsBackWhatWasUpserted() throws Exception {
    JsonNode result =
        upsert(
                "{'points': [{'id': 7, 'vector': [0.25, -1.5], 'payload': {'city': 'Oslo',"
                    + " 'visits': [1, 2.5, null, true], 'deep': {'a': {'b': 'c'}}}},"
                    + " {'id': '" + UUID + "', 'vector': [3, 4]}]}")
            .result();
    assertThat(result.path("status").asText()).isEqualTo("completed");
    assertThat(result.path("operation_id").isIntegralNumber()).isTrue();

    JsonNode point = get("/points/7").result();
    assertThat(point.path("id").asInt()).isEqualTo(7);
    assertThat(floats(point.path("vector"))).containsExactly(0.25f, -1.5f);
    assertThat(point.path("payload"))
        .isEqualTo(
            Json.of(
                "{'city': 'Oslo', 'visits': [1, 2.5, null, true], 'deep': {'a': {'b': 'c'}}}"));
    assertThat(get("/points/" + UUID).result().path("id").asText()).isEqualTo(UUID);
  }

  @Test
  void takesColumnsToo() throws Exception {
    upsert(
            "{'batch': {'ids': [1, 2], 'vectors': [[1, 0], [0, 1]],"
                + " 'payloads': [{'n': 1}, {'n': 2}]}}")
        .result();
    assertThat(get("/points/2").result().at("/payload/n").asInt()).isEqualTo(2);
  }

  @Test
  void retrievesTheIdsThatExistWithWhatIsAskedFor() throws Exception {
    upsertNumbered(3);
    JsonNode bare =
        send("POST", "/points", "{'ids': [3, 99, 1], 'with_payload': false}").result();
    assertThat(ids(bare)).containsExactlyInAnyOrder("3", "1");
    assertThat(bare.get(0).path("vector").isContainerNode()).isFalse();
    JsonNode chosen =
        send("POST", "/points", "{'ids': [2], 'with_payload': ['n'], 'with_vector': true}")
            .result();
    assertThat(chosen.get(0).path("payload")).isEqualTo(Json.of("{'n': 2}"));
    assertThat(floats(chosen.get(0).path("vector"))).hasSize(2);
  }

  @Test
  void answers404ForAPointThatIsNotThere() throws Exception {
    Answer answer = get("/points/12345");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error()).contains("12345");
  }

  @Test
  void replacesAPointWhole() throws Exception {
    upsert("{'points': [{'id': 1, 'vector': [1, 0], 'payload': {'old': true}}]}").result();
    upsert("{'points': [{'id': 1, 'vector': [0, 1], 'payload': {'new': true}}]}").result();
    JsonNode point = get("/points/1").result();
    assertThat(point.path("payload")).isEqualTo(Json.of("{'new': true}"));
    assertThat(floats(point.path("vector"))).containsExactly(0f, 1f);
    assertThat(count("{}")).isEqualTo(1);
  }

  @Test
  void deletesByIdsAndByFilter() throws Exception {
    upsertNumbered(6);
    send("POST", "/points/delete?wait=true", "{'points': [1, 2, 77]}").result();
    assertThat(count("{}")).isEqualTo(4);
    send(
            "POST",
            "/points/delete?wait=true",
            "{'filter': {'must': [{'key': 'n', 'range': {'gte': 5}}]}}")
        .result();
    assertThat(scrolledIds(10)).containsExactly("3", "4");
    assertThat(get("/points/1").status()).isEqualTo(404);
  }

  @Test
  void setsPayloadFieldsAndKeepsTheOthers() throws Exception {
    upsertNumbered(3);
    send("POST", "/points/payload?wait=true", "{'payload': {'tag': 'x'}, 'points': [1]}").result();
    send(
            "POST",
            "/points/payload?wait=true",
            "{'payload': {'n': 20}, 'filter': {'must': [{'key': 'n', 'match': {'value': 2}}]}}")
        .result();
    assertThat(get("/points/1").result().path("payload")).isEqualTo(Json.of("{'n':1,'tag':'x'}"));
    assertThat(get("/points/2").result().path("payload")).isEqualTo(Json.of("{'n':20}"));
    assertThat(get("/points/3").result().path("payload")).isEqualTo(Json.of("{'n':3}"));
    assertThat(count("{'filter': {'must': [{'key': 'tag', 'match': {'value': 'x'}}]}}"))
        .isEqualTo(1);
  }

  @Test
  void changesPayloadsAndVectorsOfPointsThatAreThere() throws Exception {
    upsertNumbered(3);
    send("POST", "/points/payload?wait=true", "{'payload': {'x': 1}, 'points': [1], 'key': 'o.p'}")
        .result();
    send("PUT", "/points/payload?wait=true", "{'payload': {'m': 2}, 'points': [2]}").result();
    send("POST", "/points/payload/clear?wait=true", "{'points': [3]}").result();
    send("POST", "/points/payload/delete?wait=true", "{'keys': ['n', 'o.q'], 'points': [1]}")
        .result();
    send("PUT", "/points/vectors?wait=true", "{'points': [{'id': 1, 'vector': [7, 8]}]}").result();
    assertThat(get("/points/1").result().path("payload"))
        .isEqualTo(Json.of("{'o': {'p': {'x': 1}}}"));
    assertThat(floats(get("/points/1").result().path("vector"))).containsExactly(7f, 8f);
    assertThat(get("/points/2").result().path("payload")).isEqualTo(Json.of("{'m': 2}"));
    assertThat(get("/points/3").result().path("payload")).isEqualTo(Json.of("{}"));
  }

  @Test
  void writesABatchInOrder() throws Exception {
    JsonNode results =
        send(
                "POST",
                "/points/batch?wait=true",
                "{'operations': [{'upsert': {'points': [{'id': 1, 'vector': [1, 1],"
                    + " 'payload': {'n': 1}}, {'id': 2, 'vector': [1, 1]}]}},"
                    + " {'set_payload': {'payload': {'seen': true},"
                    + " 'filter': {'must': {'key': 'n', 'match': {'value': 1}}}}},"
                    + " {'upsert': {'points': [{'id': 1, 'vector': [2, 2]}],"
                    + " 'update_mode': 'insert_only'}}, {'delete': {'points': [2]}}]}")
            .result();
    assertThat(results).hasSize(4);
    assertThat(get("/points/1").result().path("payload"))
        .isEqualTo(Json.of("{'n': 1, 'seen': true}"));
    assertThat(count("{}")).isEqualTo(1);
  }

  @Test
  void countsWithAndWithoutAFilter() throws Exception {
    upsertNumbered(10);
    assertThat(count("{}")).isEqualTo(10);
    assertThat(count("{'exact': true, 'filter': {'must': {'key': 'n', 'range': {'lt': 4}}}}"))
        .isEqualTo(3);
  }

  @Test
  void scrollsThroughEverythingOnceInTheOrderOfIds() throws Exception {
    upsertNumbered(25);
    upsert("{'points': [{'id': '" + UUID + "', 'vector': [1, 1]}]}").result();
    List<String> seen = scrolledIds(7);
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 25; i++) {
      expected.add(Integer.toString(i));
    }
    expected.add(UUID);
    assertThat(seen).containsExactlyElementsOf(expected);
  }

  @Test
  void showsAVisibleWriteToEveryLaterRead() throws Exception {
    for (int i = 0; i < 50; i++) {
      upsert("{'points': [{'id': " + i + ", 'vector': [1, " + i + "]}]}").result();
      assertThat(count("{}")).isEqualTo(i + 1);
    }
  }

  @Test
  void acknowledgesWithoutWaitingAndShowsTheWriteSoon() throws Exception {
    Answer answer =
        send("PUT", "/points?wait=false", "{'points': [{'id': 1, 'vector': [1, 1]}]}");
    assertThat(answer.result().path("status").asText()).isEqualTo("acknowledged");
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (count("{}") < 1) {
      assertThat(System.nanoTime()).as("the point became visible").isLessThan(deadline);
    }
  }

  @Test
  void takesIdsUpToTheLargestUnsignedNumber() throws Exception {
    upsert("{'points': [{'id': 18446744073709551615, 'vector': [1, 1]}]}").result();
    assertThat(get("/points/18446744073709551615").result().path("id").bigIntegerValue())
        .isEqualTo("18446744073709551615");
  }

  private void upsertNumbered(int number) throws Exception {
    List<String> points = new ArrayList<>();
    for (int i = 1; i <= number; i++) {
      points.add("{'id': %d, 'vector': [%d, 1], 'payload': {'n': %d}}".formatted(i, i, i));
    }
    upsert("{'points': [" + String.join(",", points) + "]}").result();
  }

  private List<String> scrolledIds(int page) throws Exception {
    List<String> seen = new ArrayList<>();
    String offset = "null";
    do {
      JsonNode result =
          send(
                  "POST",
                  "/points/scroll",
                  "{'limit': " + page + ", 'offset': " + offset + ", 'with_payload': false}")
              .result();
      seen.addAll(ids(result.path("points")));
      offset = result.path("next_page_offset").toString();
    } while (!offset.equals("null"));
    return seen;
  }

  private static List<String> ids(JsonNode points) {
    return StreamSupport.stream(points.spliterator(), false)
        .map(point -> point.path("id").asText())
        .toList();
  }

  private static List<Float> floats(JsonNode vector) {
    return StreamSupport.stream(vector.spliterator(), false).map(JsonNode::floatValue).toList();
  }

  private long count(String body) throws Exception {
    return send("POST", "/points/count", body).result().path("count").asLong();
  }

  private Answer upsert(String body) throws Exception {
    return send("PUT", "/points?wait=true", body);
  }

  private Answer get(String path) throws Exception {
    return SERVER.client().get(collection + path);
  }

  private Answer send(String method, String path, String body) throws Exception {
    return SERVER.client().send(method, collection + path, body);
  }
}
