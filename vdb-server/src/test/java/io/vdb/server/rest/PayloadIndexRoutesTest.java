package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payload indexes as they come in JSON. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PayloadIndexRoutesTest {

  private static final String INDEX = "/collections/c/index";

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    server.createCollection("c", "Dot");
    server.upsert(
        "c",
        """
        [{"id":1,"vector":[1,2,3,4],"payload":{"t":"The quick, brown fox","n":[1,2.5],
          "at":{"lon":13.4,"lat":52.5},"rows":[{"t":"the slow dog"}]}},
         {"id":2,"vector":[1,2,3,4],"payload":{"t":["a slow dog","x"],"n":1.5,
          "d":"2024-03-02"}}]""");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode schema() {
    return server.get("/collections/c").result().path("payload_schema");
  }

  private Answer declare(String field, String schema) {
    return server.put(
        INDEX + "?wait=true",
        "{\"field_name\":\"" + field + "\",\"field_schema\":" + schema + "}");
  }

  private void drop(String field) {
    Answer answer = server.delete(INDEX + "/" + field + "?wait=true");
    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      t  | "keyword" | {"data_type":"keyword","points":2}
      n  | "integer" | {"data_type":"integer","points":1}
      n  | "float"   | {"data_type":"float","points":2}
      n  | "bool"    | {"data_type":"bool","points":0}
      at | "geo"     | {"data_type":"geo","points":1}
      d  | "datetime" | {"data_type":"datetime","points":1}
      t  | "text"    | {"data_type":"text","points":2}
      t  | "uuid"    | {"data_type":"uuid","points":0}
      t  | {"type":"keyword","is_tenant":true,"on_disk":null} | {"data_type":"keyword","params":{"type":"keyword","is_tenant":true},"points":2}
      n  | {"lookup":true,"range":false,"is_principal":true,"on_disk":false,"enable_hnsw":true,"type":"integer"} | {"data_type":"integer","params":{"type":"integer","lookup":true,"range":false,"is_principal":true,"on_disk":false,"enable_hnsw":true},"points":1}
      n  | {"type":"float","is_principal":true} | {"data_type":"float","params":{"type":"float","is_principal":true},"points":2}
      n  | {"type":"bool","on_disk":true} | {"data_type":"bool","params":{"type":"bool","on_disk":true},"points":0}
      at | {"type":"geo","enable_hnsw":false} | {"data_type":"geo","params":{"type":"geo","enable_hnsw":false},"points":1}
      d  | {"type":"datetime","is_principal":false} | {"data_type":"datetime","params":{"type":"datetime","is_principal":false},"points":1}
      t  | {"type":"uuid","is_tenant":false} | {"data_type":"uuid","params":{"type":"uuid","is_tenant":false},"points":0}
      t  | {"type":"text"} | {"data_type":"text","params":{"type":"text","tokenizer":"word"},"points":2}
      t  | {"type":"text","tokenizer":"prefix","lowercase":false,"min_token_len":2,"max_token_len":5,"ascii_folding":true,"phrase_matching":true,"stopwords":{"custom":["a"],"languages":[]},"stemmer":null} | {"data_type":"text","params":{"type":"text","tokenizer":"prefix","lowercase":false,"min_token_len":2,"max_token_len":5,"ascii_folding":true,"phrase_matching":true,"stopwords":{"custom":["a"]}},"points":2}
      """)
  void givesBackWhatWasDeclared(String field, String schema, String shown) throws Exception {
    Answer answer = declare(field, schema);
    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
    assertThat(answer.result().path("status").asText()).isEqualTo("completed");
    assertThat(answer.result().path("operation_id").isIntegralNumber()).isTrue();

    assertThat(schema().path(field)).isEqualTo(new ObjectMapper().readTree(shown));
    drop(field);
    assertThat(schema()).isEmpty();
  }

  @Test
  void showsNamesBeyondTheBasicPlaneAsTheyAre() {
    assertThat(declare("\ud83d\ude00", "\"keyword\"").status()).isEqualTo(200);
    assertThat(server.get("/collections/c").body()).contains("\"\ud83d\ude00\":{");
    drop("%F0%9F%98%80");
    assertThat(schema()).isEmpty();
    assertThat(declare("\\ud83d", "\"keyword\"").status()).isEqualTo(400);
  }

  private String found(String condition) {
    Answer answer =
        server.post(
            "/collections/c/points/scroll",
            "{\"with_payload\":false,\"filter\":{\"must\":[" + condition + "]}}");
    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
    StringBuilder ids = new StringBuilder();
    answer.result().path("points").forEach(point -> ids.append(point.path("id").asInt()));
    return ids.toString();
  }

  @Test
  void onlyAnIndexOfTextsChangesWhatTextMatchesMean() {
    String words = "{\"key\":\"t\",\"match\":{\"text\":\"FOX quick\"}}";
    String part = "{\"key\":\"t\",\"match\":{\"text\":\"uick, bro\"}}";
    String inner =
        "{\"nested\":{\"key\":\"rows\",\"filter\":{\"must\":["
            + "{\"key\":\"t\",\"match\":{\"text\":\"DOG\"}}]}}}";
    for (String without : new String[] {"keyword", "uuid"}) {
      declare("t", "\"" + without + "\"");
      assertThat(found(words) + "/" + found(part)).isEqualTo("/1");
    }
    declare("t", "\"text\"");
    declare("rows[].t", "\"text\"");
    assertThat(found(words) + "/" + found(part) + "/" + found(inner)).isEqualTo("1//1");
    assertThat(found("{\"key\":\"t\",\"match\":{\"text_any\":\"dog fox\"}}")).isEqualTo("12");
    assertThat(found("{\"key\":\"t\",\"match\":{\"phrase\":\"slow dog\"}}")).isEmpty();
    declare("t", "{\"type\":\"text\",\"phrase_matching\":true}");
    assertThat(found("{\"key\":\"t\",\"match\":{\"phrase\":\"SLOW dog\"}}")).isEqualTo("2");

    drop("t");
    drop("rows%5B%5D.t");
    assertThat(found(words) + "/" + found(part) + "/" + found(inner)).isEqualTo("/1/");
    assertThat(schema()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"field_schema":"keyword"}                          | 400 | missing field `field_name`
      {"field_name":"f"}                                  | 400 | missing field `field_schema`
      {"field_name":"f","field_schema":null}              | 400 | missing field `field_schema`
      {"field_name":"","field_schema":"keyword"}          | 400 | field_name: `` is not a payload path
      {"field_name":"a[x]","field_schema":"keyword"}      | 400 | field_name: `a[x]` is not a payload path
      {"field_name":"f","field_schema":"string"}          | 400 | field_schema: unknown variant `string`, expected one of `keyword`, `integer`, `float`, `bool`, `geo`, `datetime`, `text`, `uuid`
      {"field_name":"f","field_schema":{"on_disk":true}}  | 400 | missing field `type`
      {"field_name":"f","field_schema":{"type":"word"}}   | 400 | field_schema.type: unknown variant `word`
      {"field_name":"f","field_schema":{"type":"bool","is_tenant":true}} | 400 | unknown field `is_tenant` of an index of type `bool`, expected one of `on_disk`, `enable_hnsw`
      {"field_name":"f","field_schema":{"type":"bool","wrong":true}} | 400 | unknown field `wrong`
      {"field_name":"f","field_schema":{"type":"bool","on_disk":"yes"}} | 400 | field_schema.on_disk: invalid type: string, expected a boolean
      {"field_name":"f","field_schema":{"type":"integer","lookup":false,"range":false}} | 422 | at least one of `lookup` and `range` must be true
      {"field_name":"f","field_schema":{"type":"text","tokenizer":"magic"}} | 400 | unknown variant `magic`, expected one of `word`, `whitespace`, `prefix`, `multilingual`
      {"field_name":"f","field_schema":{"type":"text","min_token_len":-1}} | 400 | expected usize
      {"field_name":"f","field_schema":{"type":"text","min_token_len":5,"max_token_len":4}} | 422 | max_token_len must be at least 1 and at least min_token_len, but is 4
      {"field_name":"f","field_schema":{"type":"text","stopwords":"english"}} | 400 | stopwords of a language are not supported by this server
      {"field_name":"f","field_schema":{"type":"text","stopwords":{"languages":["english"]}}} | 400 | stopwords of a language are not supported by this server
      {"field_name":"f","field_schema":{"type":"text","stemmer":{"type":"snowball","language":"english"}}} | 400 | field `field_schema.stemmer` is not supported by this server
      {"field_name":"f","field_schema":"keyword","more":1} | 400 | unknown field `more`
      """)
  void refusesWhatCannotBeDeclared(String body, int status, String message) {
    Answer answer = server.put(INDEX, body);
    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(message);
    assertThat(schema()).isEmpty();
  }

  @Test
  void refusesUnknownCollectionsAndPathsThatAreNone() {
    String body = "{\"field_name\":\"f\",\"field_schema\":\"keyword\"}";
    assertThat(server.put("/collections/absent/index", body).status()).isEqualTo(404);
    assertThat(server.delete("/collections/absent/index/f").status()).isEqualTo(404);
    Answer answer = server.delete(INDEX + "/a%5Bx");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error())
        .isEqualTo("Deserialize error in path parameters: `a[x` is not a payload path");
    assertThat(server.put(INDEX + "?wait=maybe", body).status()).isEqualTo(400);
  }
}
