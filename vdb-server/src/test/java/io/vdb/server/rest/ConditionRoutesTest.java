package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions as they come in JSON. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConditionRoutesTest {

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path data) {
    server = TestServer.start(data);
    server.createCollection("c", "Dot");
    server.upsert(
        "c",
        """
        [{"id":1,"vector":[1,2,3,4],"payload":{"t":"the quick fox","d":"2024-03-01T10:00:00Z",
          "at":{"lon":13.4,"lat":52.5},"l":[1,2],"o":[{"b":1,"c":2}]}},
         {"id":2,"vector":[1,2,3,4],"payload":{"t":["a slow dog","x"],"d":"2024-03-02",
          "at":[{"lon":-0.12,"lat":51.5}],"l":[],"o":[{"b":1},{"c":2}]}},
         {"id":3,"vector":[1,2,3,4],"payload":{"d":7,"l":null,"at":{"lon":179,"lat":0}}}]""");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer scroll(String condition) {
    return server.post(
        "/collections/c/points/scroll",
        "{\"with_payload\":false,\"filter\":{\"must\":[" + condition + "]}}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"key":"t","match":{"text":"quick f"}}                                          | 1
      {"key":"t","match":{"text":"Quick"}}                                            |
      {"key":"t","match":{"text_any":"slow quick"}}                                   | 1 2
      {"key":"t","match":{"phrase":"slow dog"}}                                       | 2
      {"key":"t","match":{"prefix":"the"}}                                            | 1
      {"key":"d","range":{"gte":"2024-03-01T11:00:00+01:00","lt":"2024-03-02"}}       | 1
      {"key":"d","range":{"gt":"2024-03-01 10:00:00"}}                                | 2
      {"key":"d","range":{"gt":null,"lte":null}}                                      | 3
      {"key":"at","geo_radius":{"center":{"lon":13.4,"lat":52.4},"radius":20000}}     | 1
      {"key":"at","geo_bounding_box":{"top_left":{"lon":-1,"lat":53},"bottom_right":{"lon":14,"lat":51}}} | 1 2
      {"key":"at","geo_bounding_box":{"top_left":{"lon":170,"lat":1},"bottom_right":{"lon":-170,"lat":-1}}} | 3
      {"key":"at","geo_polygon":{"exterior":{"points":[{"lon":-1,"lat":51},{"lon":1,"lat":51},{"lon":1,"lat":52},{"lon":-1,"lat":51}]}}} |
      {"key":"at","geo_polygon":{"exterior":{"points":[{"lon":-1,"lat":50},{"lon":1,"lat":50},{"lon":0,"lat":54},{"lon":-1,"lat":50}]},"interiors":null}} | 2
      {"key":"at","geo_polygon":{"exterior":{"points":[{"lon":-1,"lat":50},{"lon":1,"lat":50},{"lon":0,"lat":54},{"lon":-1,"lat":50}]},"interiors":[{"points":[{"lon":-0.3,"lat":51},{"lon":0,"lat":51},{"lon":0,"lat":52},{"lon":-0.3,"lat":52},{"lon":-0.3,"lat":51}]}]}} |
      {"key":"l","values_count":{"gte":1}}                                            | 1
      {"key":"l","values_count":{"lt":1}}                                             | 2 3
      {"key":"l","values_count":{"lt":99999999999999999999}}                          | 1 2 3
      {"key":"t","values_count":{"gt":0,"lte":2}}                                     | 1 2
      {"nested":{"key":"o","filter":{"must":[{"key":"b","match":{"value":1}},{"key":"c","match":{"value":2}}]}}} | 1
      {"nested":{"key":"o[]","filter":{"must_not":[{"key":"b","match":{"value":1}}]}}} | 2
      {"has_vector":""}                                                               | 1 2 3
      {"has_vector":"other"}                                                          |
      {"key":"t","match":{"text":"fox"},"values_count":{"gt":1}}                      | 1 2
      """)
  void choose(String condition, String ids) {
    Answer answer = scroll(condition);

    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
    StringBuilder found = new StringBuilder();
    answer.result().path("points").forEach(point -> found.append(point.path("id").asInt()).append(' '));
    assertThat(found.toString().strip()).isEqualTo(ids == null ? "" : ids);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"key":"t","match":{"text":5}}                                             | 400 | expected a string
      {"key":"t","match":{"text":"a","phrase":"b"}}                              | 400 | a match takes one of
      {"key":"d","range":{"gt":"tomorrow"}}                                      | 400 | 'tomorrow' is not in a supported date/time format
      {"key":"d","range":{"gt":"2024-01-01","lt":5}}                             | 400 | either of numbers or of points in time
      {"key":"at","geo_radius":{"center":{"lon":181,"lat":0},"radius":1}}        | 400 | within [-180;180]
      {"key":"at","geo_radius":{"center":{"lon":1},"radius":1}}                  | 400 | missing field `lat`
      {"key":"at","geo_radius":{"center":{"lon":1,"lat":0},"radius":-1}}         | 400 | radius
      {"key":"at","geo_radius":{"radius":1}}                                     | 400 | missing field `center`
      {"key":"at","geo_bounding_box":{"top_left":{"lon":1,"lat":1}}}             | 400 | missing field `bottom_right`
      {"key":"at","geo_polygon":{"exterior":{"points":[{"lon":1,"lat":1}]}}}     | 400 | the size must be at least 4, got 1
      {"key":"at","geo_polygon":{}}                                              | 400 | the size must be at least 4, got 0
      {"key":"at","geo_polygon":{"exterior":{"points":[{"lon":0,"lat":0},{"lon":1,"lat":0},{"lon":1,"lat":1},{"lon":0,"lat":1}]}}} | 400 | closed line
      {"key":"l","values_count":{"gt":-1}}                                       | 400 | expected usize
      {"key":"l","values_count":{"gt":1.5}}                                      | 400 | expected usize
      {"nested":{"key":"o"}}                                                     | 400 | missing field `filter`
      {"nested":{"filter":{}}}                                                   | 400 | missing field `key`
      {"nested":{"key":"o","filter":{}},"key":"a"}                               | 400 | mixes several
      {"has_vector":5}                                                           | 400 | expected a string
      """)
  void refuse(String condition, int status, String message) {
    Answer answer = scroll(condition);

    assertThat(answer.status()).describedAs(answer.body()).isEqualTo(status);
    assertThat(answer.error()).contains(message);
  }
}
