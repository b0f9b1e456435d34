package io.vdb.it.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.SharedServer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ResourceLock(SharedServer.LOCK)
final class SearchIT {

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static final String CITIES = "/collections/search-cities";

  /** Six cities; the second component grows with the id. */
  @BeforeAll
  static void load() throws Exception {
    SERVER
        .client()
        .put(CITIES, "{'vectors': {'size': 2, 'distance': 'Euclid'}}")
        .result();
    SERVER
        .client()
        .put(
            CITIES + "/points?wait=true",
            """
            {'points': [
             {'id': 1, 'vector': [0, 1], 'payload': {'city': 'Oslo', 'size': 5, 'sea': true}},
             {'id': 2, 'vector': [0, 2], 'payload': {'city': 'Bern', 'size': 1.5, 'sea': false}},
             {'id': 3, 'vector': [0, 3], 'payload': {'city': 'Rome', 'size': 28, 'sea': null}},
             {'id': 4, 'vector': [0, 4], 'payload': {'city': 'Oslo', 'size': '5', 'tags': []}},
             {'id': 5, 'vector': [0, 5], 'payload': {'city': ['Graz', 'Linz'], 'size': 5.0}},
             {'id': 6, 'vector': [0, 6]}]}""")
        .result();
  }

  @Test
  void findsTheNearestFirstWithRawDistances() throws Exception {
    JsonNode points = query("'query': [0, 0], 'limit': 3");
    assertThat(ids(points)).containsExactly(1, 2, 3);
    assertThat(points.get(1).path("score").floatValue()).isEqualTo(2f);
    assertThat(points.get(1).path("version").isIntegralNumber()).isTrue();
    assertThat(points.get(1).path("payload").isContainerNode()).isFalse();
    assertThat(points.get(1).path("vector").isContainerNode()).isFalse();
  }

  @Test
  void searchesByAnIdAndLeavesThatPointOut() throws Exception {
    assertThat(ids(query("'query': 3, 'limit': 2"))).containsExactlyInAnyOrder(2, 4);
    assertThat(ids(query("'query': {'nearest': 1}, 'limit': 1"))).containsExactly(2);
  }

  @Test
  void cutsAtTheThreshold() throws Exception {
    assertThat(ids(query("'query': [0, 0], 'score_threshold': 3.5"))).containsExactly(1, 2, 3);
  }

  @Test
  void pagesThroughResults() throws Exception {
    assertThat(ids(query("'query': [0, 0], 'limit': 2, 'offset': 3"))).containsExactly(4, 5);
  }

  @Test
  void returnsPayloadAndVectorOnRequest() throws Exception {
    JsonNode point =
        query("'query': [0, 0], 'limit': 1, 'with_payload': ['city'], 'with_vector': true").get(0);
    assertThat(point.path("payload").path("city").asText()).isEqualTo("Oslo");
    assertThat(point.path("payload").size()).isEqualTo(1);
    assertThat(point.path("vector").get(1).floatValue()).isEqualTo(1f);
  }

  @Test
  void takesSearchParameters() throws Exception {
    assertThat(ids(query("'query': [0, 0], 'limit': 2, 'params': {'exact': true}")))
        .containsExactly(1, 2);
    assertThat(ids(query("'query': [0, 0], 'limit': 2, 'params': {'hnsw_ef': 64}")))
        .containsExactly(1, 2);
  }

  @Test
  void answersTheOlderSearchToo() throws Exception {
    JsonNode result =
        SERVER
            .client()
            .post(CITIES + "/points/search", "{'vector': [0, 6], 'limit': 2, 'with_payload': true}")
            .result();
    assertThat(ids(result)).containsExactly(6, 5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'must': [{'key': 'city', 'match': {'value': 'Oslo'}}]}                           | 1,4
          {'must': {'key': 'city', 'match': {'any': ['Rome', 'Linz']}}}                     | 3,5
          {'must': [{'key': 'city', 'match': {'except': ['Oslo', 'Rome']}}]}                | 2,5
          {'must': [{'key': 'size', 'match': {'value': 5}}]}                                | 1
          {'must': [{'key': 'size', 'match': {'value': '5'}}]}                              | 4
          {'must': [{'key': 'sea', 'match': {'value': true}}]}                              | 1
          {'must': [{'key': 'size', 'range': {'gte': 5, 'lt': 28}}]}                        | 1,5
          {'must': [{'key': 'size', 'range': {'gt': 1.5, 'lte': 28.0}}]}                    | 1,3,5
          {'must': [{'has_id': [2, 6, 99]}]}                                                | 2,6
          {'must': [{'is_empty': {'key': 'city'}}]}                                         | 6
          {'must': [{'is_empty': {'key': 'tags'}}]}                                         | 1,2,3,4,5,6
          {'must': [{'is_null': {'key': 'sea'}}]}                                           | 3
          {'must_not': [{'key': 'city', 'match': {'value': 'Oslo'}}]}                       | 2,3,5,6
          {'should': [{'has_id': [1]}, {'key': 'city', 'match': {'value': 'Rome'}}]}        | 1,3
          {'must': [{'should': [{'has_id': [1, 2]}, {'has_id': [4]}]}, {'must_not': [{'has_id': [2]}]}]} | 1,4
          {'min_should': {'conditions': [{'has_id': [1, 2]}, {'has_id': [2, 3]}, {'has_id': [2, 1]}], 'min_count': 2}} | 1,2
          """)
  void filters(String filter, String expected) throws Exception {
    List<Integer> wanted = List.of(expected.split(",")).stream().map(Integer::valueOf).toList();
    assertThat(ids(query("'query': [0, 0], 'filter': " + filter)))
        .containsExactlyElementsOf(wanted);
  }

  @Test
  void scoresCosineAndDotAsClientsExpect() throws Exception {
    for (String distance : List.of("Cosine", "Dot")) {
      String collection = "/collections/search-" + distance;
      SERVER
          .client()
          .put(collection, "{'vectors': {'size': 2, 'distance': '" + distance + "'}}")
          .result();
      SERVER
          .client()
          .put(
              collection + "/points?wait=true",
              "{'points': [{'id': 1, 'vector': [3, 4]}, {'id': 2, 'vector': [-6, -8]}]}")
          .result();
      JsonNode points =
          SERVER
              .client()
              .post(collection + "/points/query", "{'query': [6, 8]}")
              .result()
              .path("points");
      double scale = distance.equals("Cosine") ? 1 : 50;
      assertThat(ids(points)).containsExactly(1, 2);
      assertThat(points.get(0).path("score").doubleValue()).isCloseTo(scale, within(1e-5));
      assertThat(points.get(1).path("score").doubleValue())
          .isCloseTo(distance.equals("Cosine") ? -1 : -100, within(1e-5));
    }
  }

  @Test
  void tellsWhatASearchCostOnRequest() throws Exception {
    JsonNode byParameter =
        SERVER
            .client()
            .post(CITIES + "/points/query?explain=true", "{'query': [0, 0], 'limit': 2}")
            .json();
    JsonNode byHeader =
        SERVER
            .client()
            .postWith(CITIES + "/points/query", "{'query': [0, 0]}", "X-VDB-Explain", "true")
            .json();
    JsonNode without = SERVER.client().post(CITIES + "/points/query", "{'query': [0, 0]}").json();
    assertThat(byParameter.path("explain").isObject()).isTrue();
    assertThat(byParameter.path("explain").path("distance_computations").asLong()).isEqualTo(6);
    assertThat(byHeader.path("explain").isObject()).isTrue();
    assertThat(without.has("explain")).isFalse();
  }

  private static JsonNode query(String fields) throws Exception {
    return SERVER
        .client()
        .post(CITIES + "/points/query", "{" + fields + "}")
        .result()
        .path("points");
  }

  private static List<Integer> ids(JsonNode points) {
    return StreamSupport.stream(points.spliterator(), false)
        .map(point -> point.path("id").asInt())
        .toList();
  }
}
