package io.vdb.server.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.server.cli.load.Progress;
import io.vdb.server.cli.load.RestClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits until a collection has nothing left to optimise. */
final class GreenWait {

  private static final long LOOK_MILLIS = 250;

  /** A merge may start just after another ended, so it has to stay green. */
  private static final int LOOKS_IN_A_ROW = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private GreenWait() {}

  /** Returns how long it took to turn green for good; throws when it turns red or never does. */
  static Duration await(RestClient client, String collection, Progress progress)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    long greenSince = started;
    int green = 0;
    while (green < LOOKS_IN_A_ROW) {
      JsonNode info = client.get("/collections/" + collection);
      String status = info.path("status").asText();
      long points = info.path("points_count").asLong();
      long optimised =
          status.equals("green") ? points : info.path("indexed_vectors_count").asLong();
      progress.update(Math.min(optimised, points), points);
      if (status.equals("red")) {
        throw new IOException(
            "collection \"" + collection + "\" turned red: the log says why");
      }
      if (System.nanoTime() - started > PATIENCE.toNanos()) {
        throw new IOException("collection \"" + collection + "\" is still " + status + " after "
            + PATIENCE.toMinutes() + " minutes");
      }
      if (green == 0) {
        greenSince = System.nanoTime();
      }
      green = status.equals("green") ? green + 1 : 0;
      if (green < LOOKS_IN_A_ROW) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
    return Duration.ofNanos(greenSince - started);
  }
}
