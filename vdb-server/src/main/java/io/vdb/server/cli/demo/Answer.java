package io.vdb.server.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a search returned.
 *
 * @param neighbours points found, nearest first
 * @param segments segments searched; 0 unless the cost was asked for
 * @param visitedNodes graph nodes visited; 0 unless asked for
 * @param distanceComputations vectors compared; 0 unless asked for
 * @param nanos time from sending the request to having the answer
 */
record Answer(
    List<Neighbour> neighbours,
    long segments,
    long visitedNodes,
    long distanceComputations,
    long nanos) {

  static Answer parse(JsonNode envelope, long nanos) {
    List<Neighbour> neighbours = new ArrayList<>();
    for (JsonNode point : envelope.at("/result/points")) {
      JsonNode payload = point.path("payload");
      neighbours.add(
          new Neighbour(
              point.path("id").asText(),
              point.path("score").floatValue(),
              payload.isObject() && !payload.isEmpty() ? payload.toString() : ""));
    }
    JsonNode cost = envelope.path("explain");
    return new Answer(
        List.copyOf(neighbours),
        cost.path("segments").asLong(),
        cost.path("visited_nodes").asLong(),
        cost.path("distance_computations").asLong(),
        nanos);
  }

  /**
   * Counts how many of these neighbours belong to the exact answer. A point that is as near as the
   * last exact one belongs to it too, for which of several equals comes first is arbitrary.
   */
  int countIn(Answer exact, boolean largerIsNearer) {
    if (exact.neighbours().isEmpty()) {
      return 0;
    }
    List<String> ids = exact.neighbours().stream().map(Neighbour::id).toList();
    float last = exact.neighbours().getLast().score();
    return (int)
        neighbours.stream()
            .filter(
                found ->
                    ids.contains(found.id())
                        || (largerIsNearer ? found.score() >= last : found.score() <= last))
            .count();
  }
}
