package io.vdb.it.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Answer;
import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client over REST. */
final class RestWriter extends Client {

  private final RestClient client;
  private final String points;

  RestWriter(RestClient client, String collection, Tally tally, long firstId) {
    super(tally, firstId);
    this.client = client;
    points = "/collections/" + collection + "/points";
  }

  @Override
  Outcome write(long id, List<Float> vector) throws Exception {
    return outcome(
        send(
            "PUT",
            points + "?wait=true",
            Map.of("points", List.of(Map.of("id", id, "vector", vector)))));
  }

  @Override
  Outcome find(long id, List<Float> vector) throws Exception {
    Answer answer = send("POST", points + "/query", Map.of("query", vector, "limit", 1));
    Outcome outcome = outcome(answer);
    if (answer != null && outcome == Outcome.DONE) {
      JsonNode nearest = answer.result().path("points").path(0);
      assertThat(nearest.path("id").asLong()).isEqualTo(id);
      assertThat(nearest.path("score").floatValue()).isZero();
    }
    return outcome;
  }

  private @Nullable Answer send(String method, String path, Object body)
      throws InterruptedException {
    try {
      return client.sendValue(method, path, body);
    } catch (IOException e) {
      return null; // the server has gone
    }
  }

  private static Outcome outcome(@Nullable Answer answer) {
    if (answer == null || answer.status() == 503) {
      return Outcome.GONE;
    }
    if (answer.status() == 429) {
      assertThat(answer.header("retry-after")).isEqualTo("1");
      assertThat(answer.error()).startsWith("Rate limiting exceeded: ");
      return Outcome.REFUSED;
    }
    JsonNode _ = answer.result();
    return Outcome.DONE;
  }
}
