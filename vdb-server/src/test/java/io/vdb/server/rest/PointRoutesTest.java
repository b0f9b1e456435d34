package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PointRoutesTest {

  private static final String UUID = "550e8400-e29b-41d4-a716-446655440000";

  private TestServer server;
  private int collections;
  private String points;
  private String collection;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void createCollection() {
    collection = "c" + collections++;
    points = "/collections/" + collection + "/points";
    server.createCollection(collection, "Dot");
  }

  private long count() {
    return server.post(points + "/count", "{}").result().path("count").asLong();
  }

  @Test
  void acknowledgesWithoutWaiting() {
    Answer answer = server.put(points, "{\"points\":[{\"id\":1,\"vector\":[1,2,3,4]}]}");

    assertThat(answer.result().path("status").asText()).isEqualTo("acknowledged");
    assertThat(answer.result().path("operation_id").asLong()).isEqualTo(1);
  }

  @Test
  void completesWhenAskedToWait() {
    Answer answer =
        server.put(points + "?wait=true", "{\"points\":[{\"id\":1,\"vector\":[1,2,3,4]}]}");

    assertThat(answer.result().path("status").asText()).isEqualTo("completed");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void acceptsOrderingAndTimeoutOnWrites() {
    Answer answer =
        server.put(
            points + "?wait=true&ordering=strong&timeout=5",
            "{\"points\":[{\"id\":1,\"vector\":[1,2,3,4]}]}");

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void takesPayloadNamesWithEscapedSurrogatePairs() {
    Answer answer =
        server.put(
            points + "?wait=true",
            "{\"points\":[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"\\ud83d\\ude00\":5}}]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(server.get(points + "/1").result().path("payload").path("\ud83d\ude00").asInt())
        .isEqualTo(5);
    assertThat(
            server
                .post(
                    points + "/count",
                    "{\"filter\":{\"must\":{\"key\":\"\\ud83d\\ude00\",\"match\":{\"value\":5}}}}")
                .result()
                .path("count")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void putsPointsGivenAsColumns() {
    Answer answer =
        server.put(
            points + "?wait=true",
            "{\"batch\":{\"ids\":[1,\""
                + UUID
                + "\"],\"vectors\":[[1,2,3,4],[5,6,7,8]],\"payloads\":[{\"a\":1},null]}}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(server.get(points + "/" + UUID).result().toString())
        .isEqualTo("{\"id\":\"" + UUID + "\",\"payload\":{},\"vector\":[5.0,6.0,7.0,8.0]}");
    assertThat(server.get(points + "/1").result().path("payload").toString())
        .isEqualTo("{\"a\":1}");
  }

  @Test
  void readsOnePointWithPayloadAndVector() {
    server.upsert(
        collection,
        "[{\"id\":18446744073709551615,\"vector\":[0.1,-2,3e-4,4],\"payload\":{\"a\":[1,null,\"é\"]}}]");

    assertThat(server.get(points + "/18446744073709551615").result().toString())
        .isEqualTo(
            "{\"id\":18446744073709551615,\"payload\":{\"a\":[1,null,\"é\"]},"
                + "\"vector\":[0.1,-2.0,3.0E-4,4.0]}");
  }

  @Test
  void readsPointsByIdWithoutVectorsByDefault() {
    server.upsert(collection, "[{\"id\":1,\"vector\":[1,2,3,4]},{\"id\":2,\"vector\":[1,2,3,4]}]");

    assertThat(server.post(points, "{\"ids\":[2,1,7]}").result().toString())
        .isEqualTo("[{\"id\":2,\"payload\":{}},{\"id\":1,\"payload\":{}}]");
  }

  @Test
  void projectsPayloads() {
    server.upsert(
        collection, "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"a\":1,\"b\":{\"c\":2,\"d\":3}}}]");

    assertThat(payload("true")).isEqualTo("{\"a\":1,\"b\":{\"c\":2,\"d\":3}}");
    assertThat(payload("[\"b.c\"]")).isEqualTo("{\"b\":{\"c\":2}}");
    assertThat(payload("{\"include\":[\"a\"]}")).isEqualTo("{\"a\":1}");
    assertThat(payload("{\"exclude\":[\"b.d\"]}")).isEqualTo("{\"a\":1,\"b\":{\"c\":2}}");
    assertThat(payload("false")).isEmpty();
  }

  private String payload(String selector) {
    return server
        .post(points, "{\"ids\":[1],\"with_payload\":" + selector + "}")
        .result()
        .path(0)
        .path("payload")
        .toString();
  }

  @Test
  void deletesById() {
    server.upsert(collection, "[{\"id\":1,\"vector\":[1,2,3,4]},{\"id\":2,\"vector\":[1,2,3,4]}]");

    Answer answer = server.post(points + "/delete?wait=true", "{\"points\":[1,9]}");

    assertThat(answer.result().path("status").asText()).isEqualTo("completed");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void deletesByFilter() {
    server.upsert(
        collection,
        "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"x\":1}},"
            + "{\"id\":2,\"vector\":[1,2,3,4],\"payload\":{\"x\":2}}]");

    server.post(
        points + "/delete?wait=true",
        "{\"filter\":{\"must\":{\"key\":\"x\",\"match\":{\"value\":1}}}}");

    assertThat(server.get(points + "/1").status()).isEqualTo(404);
    assertThat(server.get(points + "/2").status()).isEqualTo(200);
  }

  @Test
  void putsFieldsOverPayloads() {
    server.upsert(
        collection, "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"a\":1,\"b\":2}}]");

    Answer answer =
        server.post(
            points + "/payload?wait=true", "{\"payload\":{\"b\":3,\"c\":4},\"points\":[1]}");

    assertThat(answer.result().path("status").asText()).isEqualTo("completed");
    assertThat(server.get(points + "/1").result().path("payload").toString())
        .isEqualTo("{\"a\":1,\"b\":3,\"c\":4}");
  }

  @Test
  void putsFieldsOverPayloadsOfMatchingPoints() {
    server.upsert(
        collection,
        "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"x\":1}},"
            + "{\"id\":2,\"vector\":[1,2,3,4],\"payload\":{\"x\":2}}]");

    server.post(
        points + "/payload?wait=true",
        "{\"payload\":{\"y\":1},\"filter\":{\"must\":[{\"key\":\"x\",\"range\":{\"gt\":1}}]}}");

    assertThat(server.get(points + "/1").result().path("payload").toString())
        .isEqualTo("{\"x\":1}");
    assertThat(server.get(points + "/2").result().path("payload").toString())
        .isEqualTo("{\"x\":2,\"y\":1}");
  }

  @Test
  void countsWithAFilter() {
    server.upsert(
        collection,
        "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"x\":1}},{\"id\":2,\"vector\":[1,2,3,4]}]");

    Answer answer =
        server.post(
            points + "/count",
            "{\"filter\":{\"must_not\":[{\"is_empty\":{\"key\":\"x\"}}]},\"exact\":false}");

    assertThat(answer.result().toString()).isEqualTo("{\"count\":1}");
  }

  @Test
  void pagesThroughPoints() {
    server.upsert(
        collection,
        "[{\"id\":3,\"vector\":[1,2,3,4]},{\"id\":1,\"vector\":[1,2,3,4]},{\"id\":\""
            + UUID
            + "\",\"vector\":[1,2,3,4]}]");

    assertThat(server.post(points + "/scroll", "{\"limit\":2}").result().toString())
        .isEqualTo(
            "{\"points\":[{\"id\":1,\"payload\":{}},{\"id\":3,\"payload\":{}}],"
                + "\"next_page_offset\":\""
                + UUID
                + "\"}");
    assertThat(
            server
                .post(
                    points + "/scroll",
                    "{\"offset\":\"" + UUID + "\",\"with_payload\":false,\"with_vector\":true}")
                .result()
                .toString())
        .isEqualTo(
            "{\"points\":[{\"id\":\""
                + UUID
                + "\",\"vector\":[1.0,2.0,3.0,4.0]}],\"next_page_offset\":null}");
  }
}
