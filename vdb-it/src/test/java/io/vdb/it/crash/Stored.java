package io.vdb.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Json;
import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A point as it is stored.
 *
 * @param vector components
 * @param payload JSON object
 */
record Stored(List<Float> vector, JsonNode payload) {

  /** Returns this point with a field put over its payload. */
  Stored with(Map<String, Object> fields) {
    Map<String, JsonNode> merged = new LinkedHashMap<>();
    payload.properties().forEach(field -> merged.put(field.getKey(), field.getValue()));
    fields.forEach((name, value) -> merged.put(name, Json.tree(value)));
    return new Stored(vector, Json.tree(merged));
  }

  /** Reads a whole collection. */
  static Map<Long, Stored> all(RestClient client, String collection)
      throws IOException, InterruptedException {
    Map<Long, Stored> points = new LinkedHashMap<>();
    String offset = "null";
    do {
      JsonNode page =
          client
              .post(
                  collection + "/points/scroll",
                  "{'limit': 1000, 'with_payload': true, 'with_vector': true, 'offset': " + offset
                      + "}")
              .result();
      for (JsonNode point : page.path("points")) {
        points.put(
            point.path("id").asLong(),
            new Stored(floats(point.path("vector")), point.path("payload")));
      }
      offset = page.path("next_page_offset").toString();
    } while (!offset.equals("null"));
    return points;
  }

  private static List<Float> floats(JsonNode vector) {
    return StreamSupport.stream(vector.spliterator(), false).map(JsonNode::floatValue).toList();
  }
}
