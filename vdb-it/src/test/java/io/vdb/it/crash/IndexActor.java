package io.vdb.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes and drops payload indexes over the fields that writers write. */
final class IndexActor extends Actor {

  private static final Map<String, List<String>> TYPES =
      Map.of(
          "owner", List.of("integer", "float"),
          "n", List.of("integer", "float"),
          "text", List.of("keyword", "text"),
          "set", List.of("integer", "keyword"));

  private final String collection;
  private final Random random;
  private TreeMap<String, String> known = new TreeMap<>();
  private TreeMap<String, String> next = known;

  IndexActor(String collection, Random random) {
    this.collection = collection;
    this.random = random;
  }

  @Override
  boolean act(RestClient client) throws InterruptedException {
    List<String> fields = TYPES.keySet().stream().sorted().toList();
    String field = fields.get(random.nextInt(fields.size()));
    String type = TYPES.getOrDefault(field, List.of()).get(random.nextInt(2));
    boolean drop = random.nextInt(3) == 0;
    next = new TreeMap<>(known);
    if (drop) {
      next.remove(field);
    } else {
      next.put(field, type);
    }
    JsonNode answer =
        answered(
            () ->
                drop
                    ? client.delete(collection + "/index/" + field + "?wait=true")
                    : client.put(
                        collection + "/index?wait=true",
                        "{'field_name': '" + field + "', 'field_schema': '" + type + "'}"));
    if (answer.equals(GONE)) {
      return false;
    }
    known = next;
    return true;
  }

  @Override
  String settle(RestClient client) throws IOException, InterruptedException {
    TreeMap<String, String> found = new TreeMap<>();
    client
        .get(collection)
        .result()
        .path("payload_schema")
        .properties()
        .forEach(
            field -> found.put(field.getKey(), field.getValue().path("data_type").asText()));
    if (!found.equals(known) && !found.equals(next)) {
      return "payload indexes are " + found + " instead of " + known + " or " + next;
    }
    known = found;
    next = found;
    return "";
  }
}
