package io.vdb.it.reference;

import io.vdb.it.server.Json;
import java.nio.charset.StandardCharsets;

/**
 * A query.
 *
 * @param kind what it is, for messages and counts
 * @param stage its last step
 * @param offset how many of the best are left out
 */
record Question(String kind, Stage stage, int offset) {

  /** How many points there may be, with those that are left out. */
  int wanted() {
    return offset + stage.limit();
  }

  @Override
  public String toString() {
    String body = new String(Json.bytes(JsonStage.query(stage, true)), StandardCharsets.UTF_8);
    return kind + (offset == 0 ? " " : " from " + offset + " ") + body;
  }
}
