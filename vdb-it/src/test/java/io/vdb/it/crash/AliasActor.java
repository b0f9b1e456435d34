package io.vdb.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Batch after batch: two aliases change places, and a third one gets another name. */
final class AliasActor extends Actor {

  private int batch = -1;

  /** Creates the collections that the aliases lead to. */
  static void prepare(RestClient client) throws IOException, InterruptedException {
    for (String name : new String[] {"v0", "v1"}) {
      client.put("/collections/" + name, "{'vectors': {'size': 1, 'distance': 'Dot'}}").result();
    }
  }

  @Override
  boolean act(RestClient client) throws InterruptedException {
    JsonNode answer =
        answered(() -> client.post("/collections/aliases", actions(batch + 1)));
    if (answer.equals(GONE)) {
      return false;
    }
    batch++;
    return true;
  }

  private static String actions(int number) {
    String rename =
        number == 0
            ? "{'create_alias': {'alias_name': 'n0', 'collection_name': 'v0'}}"
            : "{'rename_alias': {'old_alias_name': 'n" + (number - 1) + "', 'new_alias_name': 'n"
                + number + "'}}";
    return "{'actions': [" + create("a", number % 2) + ", " + rename + ", "
        + create("b", (number + 1) % 2) + "]}";
  }

  private static String create(String alias, int collection) {
    return "{'create_alias': {'alias_name': '" + alias + "', 'collection_name': 'v" + collection
        + "'}}";
  }

  @Override
  String settle(RestClient client) throws IOException, InterruptedException {
    Map<String, String> found = new TreeMap<>();
    for (JsonNode alias : client.get("/aliases").result().path("aliases")) {
      found.put(alias.path("alias_name").asText(), alias.path("collection_name").asText());
    }
    if (!found.equals(state(batch))) {
      batch++; // nobody heard of the last batch, and it took place
    }
    return found.equals(state(batch))
        ? ""
        : "aliases are " + found + " instead of " + state(batch - 1) + " or " + state(batch);
  }

  /** What there is after a batch. */
  private static Map<String, String> state(int number) {
    return number < 0
        ? Map.of()
        : Map.of("a", "v" + number % 2, "b", "v" + (number + 1) % 2, "n" + number, "v0");
  }
}
