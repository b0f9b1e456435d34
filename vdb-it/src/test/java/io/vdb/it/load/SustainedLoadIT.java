package io.vdb.it.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Searches at four times the load that saturates a server, as compared with that load, before and
 * after. It measures time, so it runs only when it is asked for, and wants a machine for itself.
 */
final class SustainedLoadIT {

  private static final String COLLECTION = "sustained";
  private static final int DIMENSION = 128;
  private static final int POINTS = 50_000;
  private static final int BATCH = 500;
  private static final int CONNECTIONS_PER_CORE = 8;
  private static final int TIMES = 4;
  private static final long HEAP_MEGABYTES = 256;
  private static final long MEGABYTE = 1L << 20;

  @RegisterExtension final Servers servers = Servers.forTest().computing();

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void servesAsMuchAndNearlyAsFastAtFourTimesTheLoadThatSaturatesIt() throws Exception {
    int seconds = Integer.getInteger("vdb.it.load.seconds", 0);
    if (seconds == 0) {
      System.out.println(
          "skipped: -Dvdb.it.load.seconds=60 measures a server under four times its load");
    }
    assumeThat(seconds).isPositive();
    int connections = CONNECTIONS_PER_CORE * Runtime.getRuntime().availableProcessors();
    Path data = Distribution.freshFolder("sustained-data");
    ServerProcess server =
        servers.start(
            data,
            Map.of(
                "VDB_JAVA_OPTS", "-Xmx" + HEAP_MEGABYTES + "m -XX:+ExitOnOutOfMemoryError",
                "VDB_LOG_LEVELS", "io.vdb.server.requests=warn"));
    try (RestClient client = server.client()) {
      fill(client);
      LoadFigures _ = load(server, connections, 20, 0); // compiles
      LoadFigures before = load(server, connections, seconds, 0);
      long memoryBefore = memory(server);
      LoadFigures over =
          load(server, TIMES * connections, seconds, TIMES * before.perSecond());
      long memoryOver = memory(server);
      LoadFigures after = load(server, connections, seconds, 0);
      System.out.printf(
          "%d connections: %s%n%d connections: %s%n%d connections: %s%nresident: %d MiB, then %d MiB%n",
          connections, before, TIMES * connections, over, connections, after,
          memoryBefore / MEGABYTE, memoryOver / MEGABYTE);

      double saturated = (before.perSecond() + after.perSecond()) / 2;
      double p99 = (before.p99Millis() + after.p99Millis()) / 2;
      assertThat(over.perSecond()).isGreaterThanOrEqualTo(0.9 * saturated);
      assertThat(over.p99Millis()).isLessThanOrEqualTo(2 * p99);
      assertThat(over.refused()).as("refused").isPositive();
      assertThat(List.of(before.failed(), over.failed(), after.failed())).containsOnly(0L);
      assertThat(memoryOver - memoryBefore).isLessThan(64 * MEGABYTE);
    }
  }

  private static void fill(RestClient client) throws Exception {
    client
        .put(
            "/collections/" + COLLECTION,
            "{'vectors': {'size': " + DIMENSION + ", 'distance': 'Euclid'}}")
        .result();
    Random random = new Random(11);
    for (int first = 0; first < POINTS; first += BATCH) {
      List<Map<String, Object>> points = new ArrayList<>();
      for (int id = first; id < first + BATCH; id++) {
        List<Float> vector = new ArrayList<>();
        for (int i = 0; i < DIMENSION; i++) {
          vector.add((float) random.nextGaussian());
        }
        points.add(Map.of("id", id, "vector", vector));
      }
      var _ =
          client
              .sendValue("PUT", "/collections/" + COLLECTION + "/points", Map.of("points", points))
              .result();
    }
    String _ =
        Await.until(
            () ->
                client.get("/collections/" + COLLECTION).result().path("status").asText(),
            "green"::equals,
            Duration.ofMinutes(5));
  }

  private static LoadFigures load(ServerProcess server, int connections, int seconds, double rate)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadGenerator.class.getName(),
                Integer.toString(server.rest().getPort()),
                COLLECTION,
                Integer.toString(DIMENSION),
                Integer.toString(connections),
                Integer.toString(seconds),
                Double.toString(rate))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return LoadFigures.parse(line);
  }

  /** Returns what the process has in memory of its own, without files. */
  private static long memory(ServerProcess server) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(server.pid()), "status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }
}
