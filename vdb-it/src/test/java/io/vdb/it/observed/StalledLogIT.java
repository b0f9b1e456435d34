package io.vdb.it.observed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.Json;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server whose log goes into a pipe that nobody reads. */
@Timeout(600)
final class StalledLogIT {

  @RegisterExtension final Servers servers = Servers.forTest();

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String DROPPED = "vdb_log_lines_dropped_total{reason=\"queue_full\"}";

  /** Every search leaves several lines, all of them with these, so that few fill pipe and queue. */
  private static final String COLLECTION = "c".repeat(250);

  private static final String CORRELATION_ID = "i".repeat(128);

  /** Each leaves more than a kilobyte, and a pipe takes 64 of them. */
  private static final int SEARCHES_THAT_FILL_A_PIPE = 200;

  private static final Map<String, String> SETTINGS =
      Map.of("VDB_LOG_LEVEL", "trace", "VDB_SLOW_QUERIES_THRESHOLD", "0ms");

  @Test
  void requestsAndProbesAreAnsweredAndWhatIsLostIsCountedAndTold() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    ServerProcess server =
        servers.startUnread(Distribution.freshFolder("stalled-log-data"), SETTINGS, read);
    try (RestClient client = server.client()) {
      double dropped = fill(client);
      assertThat(client.get("/healthz").status()).isEqualTo(200);
      assertThat(client.get("/readyz").status()).isEqualTo(200);
      client
          .put(points() + "?wait=true", "{'points': [{'id': 1, 'vector': [1, 2]}]}")
          .result();

      read.countDown();
      List<String> log =
          server.awaitLogLines(lines -> lines.stream().anyMatch(StalledLogIT::tellsOfLoss));
      long told = lost(log);
      assertThat(told).isGreaterThanOrEqualTo((long) dropped);
      Await.until(() -> dropped(client), all -> all == lost(server.logLines()), PATIENCE);

      assertThat(client.getWith("/collections", "X-Correlation-ID", "after-the-stall").status())
          .isEqualTo(200);
      server.awaitLogLines(lines -> !LogLines.completions(lines, "after-the-stall").isEmpty());
      assertThat(server.stop()).isZero();
    }
    List<String> all = server.wholeLog();
    List<JsonNode> lines =
        all.stream()
            .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
            .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    assertThat(lines).hasSizeGreaterThan(1_000); // and each was whole
    assertThat(lines.getLast().path("message").asText()).isEqualTo("stopped logging");
  }

  @Test
  void endsAlthoughNobodyReadsWhatItLogs() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    ServerProcess server =
        servers.startUnread(Distribution.freshFolder("stalled-end-data"), SETTINGS, read);
    try (RestClient client = server.client()) {
      create(client);
      search(client, SEARCHES_THAT_FILL_A_PIPE);
    }
    long start = System.nanoTime();

    assertThat(server.stop()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    read.countDown();
  }

  private static String points() {
    return "/collections/" + COLLECTION + "/points";
  }

  /** Searches until lines are dropped, and returns how many were. */
  private static double fill(RestClient client) throws Exception {
    create(client);
    return Await.until(
        () -> {
          search(client, 100);
          return dropped(client);
        },
        dropped -> dropped > 100,
        PATIENCE);
  }

  private static void create(RestClient client) throws Exception {
    client
        .put("/collections/" + COLLECTION, "{'vectors': {'size': 2, 'distance': 'Dot'}}")
        .result();
  }

  private static void search(RestClient client, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      client
          .postWith(
              points() + "/search",
              "{'vector': [1, 2], 'limit': 1}",
              "X-Correlation-ID",
              CORRELATION_ID)
          .result();
    }
  }

  private static double dropped(RestClient client) throws Exception {
    return new Samples(client.get("/metrics").text()).value(DROPPED);
  }

  private static boolean tellsOfLoss(String line) {
    return line.contains("\"lost_lines\"");
  }

  private static long lost(List<String> lines) {
    return lines.stream()
        .filter(StalledLogIT::tellsOfLoss)
        .mapToLong(
            line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)).path("lost_lines").asLong())
        .sum();
  }
}
