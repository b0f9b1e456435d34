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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes that change points which are there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WriteRoutesTest {

  private TestServer server;
  private int collections;
  private String points;

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
    String collection = "w" + collections++;
    points = "/collections/" + collection + "/points";
    server.createCollection(collection, "Dot");
    server.upsert(
        collection,
        """
        [{"id":1,"vector":[1,2,3,4],"payload":{"a":1,"o":{"p":1,"q":2},"l":[{"m":1},{"m":2}]}},
         {"id":2,"vector":[5,6,7,8],"payload":{"a":2}}]""");
  }

  private String payload(int id) {
    return server.get(points + "/" + id).result().path("payload").toString();
  }

  private String vector(int id) {
    return server.get(points + "/" + id).result().path("vector").toString();
  }

  private Answer send(String method, String route, String body) {
    String path = points + route + "?wait=true";
    return method.equals("PUT") ? server.put(path, body) : server.post(path, body);
  }

  private void completes(String method, String route, String body) {
    Answer answer = send(method, route, body);
    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
    assertThat(answer.result().path("status").asText()).isEqualTo("completed");
  }

  @Test
  void setsFieldsUnderAKey() {
    completes("POST", "/payload", "{\"payload\":{\"q\":null,\"r\":3},\"points\":[1],\"key\":\"o\"}");
    completes("POST", "/payload", "{\"payload\":{\"x\":0},\"points\":[1],\"key\":\"l[]\"}");
    assertThat(payload(1))
        .isEqualTo("{\"a\":1,\"o\":{\"p\":1,\"r\":3},\"l\":[{\"m\":1,\"x\":0},{\"m\":2,\"x\":0}]}");
  }

  @Test
  void overwritesWhatIsAtAKeyAndLeavesTheRest() {
    completes("PUT", "/payload", "{\"payload\":{\"q\":null},\"points\":[1],\"key\":\"o\"}");
    completes("PUT", "/payload", "{\"payload\":{\"x\":0},\"points\":[1],\"key\":\"l[1]\"}");
    completes("PUT", "/payload", "{\"payload\":{\"x\":0},\"points\":[1],\"key\":\"a.b\"}");
    assertThat(payload(1))
        .isEqualTo("{\"a\":{\"b\":{\"x\":0}},\"o\":{\"q\":null},\"l\":[{\"m\":1},{\"x\":0}]}");
  }

  @Test
  void overwritesDeletesFromAndClearsPayloads() {
    completes("POST", "/payload/delete", "{\"keys\":[\"o.p\",\"l[].m\",\"a\"],\"points\":[1]}");
    assertThat(payload(1)).isEqualTo("{\"o\":{\"q\":2},\"l\":[{},{}]}");
    completes("PUT", "/payload", "{\"payload\":{\"n\":null},\"points\":[1]}");
    assertThat(payload(1)).isEqualTo("{\"n\":null}");
    completes(
        "POST",
        "/payload/clear",
        "{\"filter\":{\"must\":{\"key\":\"a\",\"match\":{\"value\":2}}}}");
    assertThat(payload(2)).isEqualTo("{}");
    assertThat(payload(1)).isEqualTo("{\"n\":null}");
  }

  @Test
  void replacesVectors() {
    completes(
        "PUT",
        "/vectors",
        """
        {"points":[{"id":1,"vector":[9,9,9,9]},{"id":2,"vector":[8,8,8,8]}],
         "update_filter":{"must":{"key":"a","match":{"value":2}}}}""");
    assertThat(vector(1)).isEqualTo("[1.0,2.0,3.0,4.0]");
    assertThat(vector(2)).isEqualTo("[8.0,8.0,8.0,8.0]");
    assertThat(payload(2)).isEqualTo("{\"a\":2}");
  }

  @ParameterizedTest
  @CsvSource({
    "upsert, , 200, 200", "insert_only, , 100, 200", "update_only, , 200, 0",
    "upsert, 2, 100, 200", "upsert, 1, 200, 200", "update_only, 2, 100, 0"
  })
  void upsertsOnConditions(String mode, String wanted, int onPointOne, int onPointThree) {
    String filter =
        wanted == null ? "null" : "{\"must\":{\"key\":\"a\",\"match\":{\"value\":" + wanted + "}}}";
    completes(
        "PUT",
        "",
        """
        {"points":[{"id":1,"vector":[2,0,0,0],"payload":{"v":200}},
                   {"id":3,"vector":[2,0,0,0],"payload":{"v":200}}],
         "update_mode":"%s","update_filter":%s}"""
            .formatted(mode, filter));
    assertThat(payload(1).contains("200")).isEqualTo(onPointOne == 200);
    assertThat(server.get(points + "/3").status()).isEqualTo(onPointThree == 200 ? 200 : 404);
  }

  @Test
  void takesABatchOfEveryKindInOrder() {
    Answer answer =
        send(
            "POST",
            "/batch",
            """
            {"operations":[
              {"upsert":{"points":[{"id":5,"vector":[1,1,1,1],"payload":{"k":5}}]}},
              {"set_payload":{"payload":{"x":1},"filter":{"must":{"key":"k","match":{"value":5}}}}},
              {"overwrite_payload":{"payload":{"y":1,"z":2},"points":[2]}},
              {"delete_payload":{"keys":["y"],"points":[2]}},
              {"clear_payload":{"points":[1]}},
              {"update_vectors":{"points":[{"id":1,"vector":[0,0,0,1]}]}},
              {"upsert":{"batch":{"ids":[6],"vectors":[[1,1,1,1]]}}},
              {"delete":{"points":[6]}}]}""");
    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
    assertThat(answer.result()).hasSize(8);
    assertThat(answer.result()).allMatch(r -> r.path("status").asText().equals("completed"));
    assertThat(payload(5)).isEqualTo("{\"k\":5,\"x\":1}");
    assertThat(payload(2)).isEqualTo("{\"z\":2}");
    assertThat(payload(1)).isEqualTo("{}");
    assertThat(vector(1)).isEqualTo("[0.0,0.0,0.0,1.0]");
    assertThat(server.get(points + "/6").status()).isEqualTo(404);
  }

  @Test
  void doesNothingOfABatchThatIsMalformedAndEndsItAtAFailure() {
    assertThat(
            send(
                    "POST",
                    "/batch",
                    "{\"operations\":[{\"clear_payload\":{\"points\":[1]}},{\"delete\":{}}]}")
                .status())
        .isEqualTo(400);
    assertThat(payload(1)).contains("\"a\":1");
    assertThat(
            send(
                    "POST",
                    "/batch",
                    "{\"operations\":[{\"clear_payload\":{\"points\":[1]}},"
                        + "{\"clear_payload\":{\"points\":[9]}},"
                        + "{\"clear_payload\":{\"points\":[2]}}]}")
                .status())
        .isEqualTo(404);
    assertThat(payload(2)).contains("\"a\":2");
  }

  @ParameterizedTest(name = "{0} {1} {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      POST | /payload        | 404 | {"payload":{"a":1},"points":[1,9],"key":"x"}  | No point with id 9 found
      PUT  | /payload        | 404 | {"payload":{"a":1},"points":[9]}              | No point with id 9 found
      PUT  | /payload        | 400 | {"points":[1]}                                | missing field `payload`
      PUT  | /payload        | 400 | {"payload":{"a":1},"points":[1],"key":"a["}   | is not a payload path
      PUT  | /payload        | 400 | {"payload":{"a":1}}                           | Either list of point ids or filter
      POST | /payload        | 400 | {"payload":{"a":1},"points":[1],"key":"a["}   | is not a payload path
      POST | /payload/delete | 404 | {"keys":["a"],"points":[9]}                   | No point with id 9 found
      POST | /payload/delete | 400 | {"points":[1]}                                | missing field `keys`
      POST | /payload/delete | 400 | {"keys":["a"]}                                | Either list of point ids or filter
      POST | /payload/delete | 400 | {"keys":[1],"points":[1]}                     | expected a string
      POST | /payload/clear  | 404 | {"points":[9]}                                | No point with id 9 found
      POST | /payload/clear  | 400 | {}                                            | Either list of point ids or filter
      PUT  | /vectors        | 404 | {"points":[{"id":9,"vector":[1,2,3,4]}]}      | No point with id 9 found
      PUT  | /vectors        | 400 | {"points":[{"id":1,"vector":[1,2]}]}          | expected dim: 4, got 2
      PUT  | /vectors        | 400 | {"points":[{"id":1}]}                         | missing field `vector`
      PUT  | /vectors        | 400 | {"points":[{"id":1,"vector":{"a":[1]}}]}      | Not existing vector name error: a
      POST | /vectors/delete | 400 | {"points":[1],"vector":["a"]}                 | Not existing vector name error: a
      POST | /vectors/delete | 422 | {"points":[1],"vector":[]}                    | vector names
      POST | /vectors/delete | 400 | {"points":[1]}                                | missing field `vector`
      POST | /batch          | 400 | {}                                            | missing field `operations`
      POST | /batch          | 400 | {"operations":[{}]}                           | must be of one kind
      POST | /batch          | 400 | {"operations":[{"nothing":{}}]}               | unknown field `nothing`
      PUT  |                 | 400 | {"points":[],"update_mode":"never"}           | unknown variant `never`
      """)
  void refuses(String method, String route, int status, String body, String message) {
    Answer answer = send(method, route == null ? "" : route, body);

    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(message);
  }
}
