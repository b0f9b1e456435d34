package io.vdb.it.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Answer;
import io.vdb.it.server.SharedServer;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, with which status, and that the answer names what is wrong. */
@ResourceLock(SharedServer.LOCK)
final class RefusalsIT {

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static final String COLLECTION = "/collections/refusals";
  private static final int BODY_LIMIT = 32 << 20;

  @BeforeAll
  static void load() throws Exception {
    SERVER
        .client()
        .put(COLLECTION, "{'vectors': {'size': 2, 'distance': 'Dot'}}")
        .result();
    SERVER
        .client()
        .put(COLLECTION + "/points?wait=true", "{'points': [{'id': 1, 'vector': [1, 2]}]}")
        .result();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          PUT  | /collections/refusals            | {'vectors': {'size': 2, 'distance': 'Dot'}}                     | 409 | refusals
          PUT  | /collections/ref-a               | {'vectors': {'size': 0, 'distance': 'Dot'}}                     | 4xx | size
          PUT  | /collections/ref-a               | {'vectors': {'size': -3, 'distance': 'Dot'}}                    | 4xx | size
          PUT  | /collections/ref-a               | {'vectors': {'size': 65537, 'distance': 'Dot'}}                 | 4xx | size
          PUT  | /collections/ref-a               | {'vectors': {'size': 2, 'distance': 'Far'}}                     | 400 | distance
          PUT  | /collections/ref-a               | {'vectors': {'size': 2}}                                        | 400 | distance
          PUT  | /collections/ref-a               | {}                                                              | 400 | vectors
          PUT  | /collections/ref-a               | {'vectors': {'text': {'size': 0, 'distance': 'Dot'}}}           | 4xx | size
          PUT  | /collections/ref-a               | {'vectors': {'size': 2, 'distance': 'Dot'}, 'quantization_config': {'turbo': {}}}          | 400 | quantization_config
          PUT  | /collections/ref-a               | {'vectors': {'size': 2, 'distance': 'Dot'}, 'no_such_field': 1} | 400 | no_such_field
          PUT  | /collections/refusals/points     | {'points': [{'id': 1, 'vector': [1, 2}]}                        | 400 | ""
          PUT  | /collections/refusals/points     | {'points': [{'id': 1, 'vector': [1, 2, 3]}]}                    | 400 | 3
          PUT  | /collections/refusals/points     | {'points': [{'id': 1, 'vector': [1, NaN]}]}                     | 400 | ""
          PUT  | /collections/refusals/points     | {'points': [{'id': 1, 'vector': [1, 1e400]}]}                   | 4xx | vector
          PUT  | /collections/refusals/points     | {'points': [{'id': 1, 'vector': [1, 1e39]}]}                    | 4xx | vector
          PUT  | /collections/refusals/points     | {'points': [{'id': 1, 'vector': [1, 'x']}]}                     | 400 | vector
          PUT  | /collections/refusals/points     | {'points': [{'id': -1, 'vector': [1, 2]}]}                      | 400 | id
          PUT  | /collections/refusals/points     | {'points': [{'id': 1.5, 'vector': [1, 2]}]}                     | 400 | id
          PUT  | /collections/refusals/points     | {'points': [{'id': 'no-uuid', 'vector': [1, 2]}]}               | 400 | no-uuid
          PUT  | /collections/refusals/points     | {'points': [{'id': 18446744073709551616, 'vector': [1, 2]}]}    | 400 | id
          PUT  | /collections/refusals/points     | {'points': [{'vector': [1, 2]}]}                                | 400 | id
          PUT  | /collections/refusals/points     | {'points': [{'id': 1, 'vector': {'text': [1, 2]}}]}             | 400 | vector
          PUT  | /collections/refusals/points     | {'points': [{'id': 1, 'vector': [1, 2], 'payload': 5}]}         | 400 | payload
          PUT  | /collections/refusals/points     | {'points': [{'id': 1, 'vector': [1, 2], 'colour': 'red'}]}      | 400 | colour
          PUT  | /collections/absent/points       | {'points': [{'id': 1, 'vector': [1, 2]}]}                       | 404 | absent
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'limit': -1}                               | 4xx | limit
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'limit': 0}                                | 4xx | limit
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'limit': 10001}                            | 4xx | limit
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'offset': -1}                              | 4xx | offset
          POST | /collections/refusals/points/query  | {'query': [1, 2, 3]}                                         | 400 | 3
          POST | /collections/refusals/points/query  | {'query': []}                                                | 4xx | ""
          POST | /collections/refusals/points/query  | {'query': 99}                                                | 404 | 99
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'using': 'text'}                           | 400 | text
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'prefetch': 5}                             | 400 | prefetch
          POST | /collections/refusals/points/query  | {'query': {'fusion': 'rrf'}}                                 | 400 | Fusion
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'params': {'hnsw_ef': 1000000}}            | 4xx | hnsw_ef
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'params': {'quantization': {'oversampling': 0.5}}} | 422 | oversampling
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'filter': {'must': [{'key': 'a'}]}}        | 4xx | ""
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'filter': {'must': [{'match': {'value': 1}}]}} | 400 | key
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'filter': {'most': []}}                    | 400 | most
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'filter': {'must': [{'key': 'a', 'match': {'value': {}}}]}} | 400 | value
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'filter': {'must': [{'key': 'a', 'range': {'gt': 'b'}}]}} | 400 | gt
          POST | /collections/refusals/points/query  | {'query': [1, 2], 'filter': {'must': [{'key': 'g', 'geo_radius': {}}]}} | 400 | geo_radius
          POST | /collections/absent/points/query    | {'query': [1, 2]}                                            | 404 | absent
          POST | /collections/refusals/points/search | {'vector': [1, 2]}                                           | 400 | limit
          POST | /collections/refusals/points/search | {'vector': {'name': 'a', 'vector': [1, 2]}, 'limit': 1}      | 400 | vector
          POST | /collections/refusals/points/scroll | {'limit': 0}                                                 | 4xx | limit
          POST | /collections/refusals/points/scroll | {'limit': 10001}                                             | 4xx | limit
          POST | /collections/refusals/points/scroll | {'offset': 'x'}                                              | 400 | x
          POST | /collections/refusals/points/scroll | {'order_by': 'n'}                                            | 400 | order_by
          POST | /collections/refusals/points/count  | {'filter': []}                                               | 400 | filter
          POST | /collections/refusals/points        | {'ids': 1}                                                   | 400 | ids
          POST | /collections/refusals/points/delete | {}                                                           | 400 | ""
          POST | /collections/refusals/points/delete | {'points': [1], 'shard_key': 'a'}                            | 400 | shard_key
          POST | /collections/refusals/points/payload | {'points': [1]}                                             | 400 | payload
          POST | /collections/refusals/points/payload | {'payload': {'a': 1}, 'points': [1, 2]}                     | 404 | 2
          POST | /collections/refusals/points/payload | {'payload': {'a': 1}, 'points': [1], 'key': 'b['}           | 400 | key
          PUT  | /collections/refusals/points/payload | {'payload': {'a': 1}, 'points': [1], 'key': 'b['}           | 400 | key
          PUT  | /collections/refusals/points/payload | {'payload': {'a': 1}, 'points': [1, 2]}                     | 404 | 2
          POST | /collections/refusals/points/payload/delete | {'keys': ['a'], 'points': [1, 2]}                    | 404 | 2
          POST | /collections/refusals/points/payload/clear | {'points': [1, 2]}                                    | 404 | 2
          PUT  | /collections/refusals/points/vectors | {'points': [{'id': 1, 'vector': [1, 2]}, {'id': 2, 'vector': [1, 2]}]} | 404 | 2
          PUT  | /collections/refusals/points/vectors | {'points': [{'id': 1, 'vector': [1, 2, 3]}]}                | 400 | dim
          POST | /collections/refusals/points/vectors/delete | {'points': [1], 'vector': ['x']}                     | 400 | x
          POST | /collections/refusals/points/batch   | {'operations': [{'clear_payload': {'points': [1]}}, {'delete': {}}]} | 400 | operations[1]
          PUT  | /collections/refusals/points         | {'points': [], 'update_mode': 'x'}                          | 400 | update_mode
          POST | /collections/refusals/points/count   | {'filter': {'must': [{'key': 'a', 'range': {'gt': 'x'}}]}}  | 400 | date/time
          POST | /collections/refusals/points/count   | {'filter': {'must': [{'key': 'a', 'geo_radius': {'center': {'lat': 91, 'lon': 0}, 'radius': 1}}]}} | 400 | lat
          """)
  void refuses(String method, String path, String body, String status, String named)
      throws Exception {
    Answer answer = SERVER.client().send(method, path, body);
    if (status.equals("4xx")) {
      assertThat(answer.status()).as(answer.toString()).isIn(400, 422);
    } else {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(Integer.parseInt(status));
    }
    assertThat(answer.error()).contains(named);
    assertUnchanged();
  }

  @Test
  void refusesABodyOverTheLimit() throws Exception {
    byte[] body = new byte[BODY_LIMIT + 1];
    Arrays.fill(body, (byte) ' ');
    Answer answer = SERVER.client().sendRaw("PUT", COLLECTION + "/points", body);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error()).contains(Integer.toString(BODY_LIMIT));
    assertUnchanged();
  }

  @Test
  void refusesAnIdInThePathThatIsNone() throws Exception {
    Answer answer = SERVER.client().get(COLLECTION + "/points/abc");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("abc");
  }

  @Test
  void keepsTheWholeBatchOutWhenOnePointIsWrong() throws Exception {
    Answer answer =
        SERVER
            .client()
            .put(
                COLLECTION + "/points?wait=true",
                "{'points': [{'id': 5, 'vector': [1, 2]}, {'id': 6, 'vector': [1]}]}");
    assertThat(answer.status()).isEqualTo(400);
    assertUnchanged();
  }

  private static void assertUnchanged() throws Exception {
    JsonNode page =
        SERVER
            .client()
            .post(COLLECTION + "/points/scroll", "{'limit': 100, 'with_vector': true}")
            .result();
    assertThat(page.path("points")).hasSize(1);
    assertThat(page.at("/points/0/vector").toString()).isEqualTo("[1.0,2.0]");
    assertThat(page.at("/points/0/payload")).isEmpty();
    assertThat(SERVER.client().get("/collections/ref-a").status()).isEqualTo(404);
  }
}
