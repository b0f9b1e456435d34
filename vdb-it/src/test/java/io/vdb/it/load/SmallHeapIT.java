package io.vdb.it.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * More vectors than the heap has room for: they are loaded, searched, and there after a restart. It
 * takes minutes, so it runs only when it is asked for.
 */
final class SmallHeapIT {

  private static final String COLLECTION = "/collections/large";
  private static final int DIMENSION = 128;
  private static final int CLUSTERS = 2_000;
  private static final float SPREAD = 0.6f;
  private static final int BATCH = 500;
  private static final int WRITERS = 4;
  private static final int QUERIES = 100;
  private static final int LIMIT = 10;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Duration PATIENCE = Duration.ofHours(2);

  @RegisterExtension final Servers servers = Servers.forTest().computing();

  @Test
  @Timeout(value = 5, unit = TimeUnit.HOURS)
  void takesServesAndKeepsMoreVectorsThanFitIntoItsHeap() throws Exception {
    int rows = Integer.getInteger("vdb.it.large.rows", 0);
    String heap = System.getProperty("vdb.it.large.heap", "512m");
    if (rows == 0) {
      System.out.println(
          "skipped: -Dvdb.it.large.rows=1000000 loads a million vectors into a heap of 512 MiB");
    }
    assumeThat(rows).isPositive();
    Path data = Distribution.freshFolder("large-data");
    Map<String, String> variables =
        Map.of(
            "VDB_JAVA_OPTS", "-Xmx" + heap + " -XX:+ExitOnOutOfMemoryError",
            "VDB_LOG_LEVELS", "io.vdb.server.requests=warn");
    ServerProcess first = servers.start(data, variables);
    try (RestClient client = first.client()) {
      client
          .put(COLLECTION, "{'vectors': {'size': " + DIMENSION + ", 'distance': 'Euclid'}}")
          .result();
      long start = System.nanoTime();
      load(client, rows);
      long loaded = System.nanoTime();
      awaitGreen(client);
      long green = System.nanoTime();
      System.out.printf(
          "%d rows with -Xmx%s: loaded in %d s, green after %d s more, resident at most %s%n",
          rows, heap, seconds(start, loaded), seconds(loaded, green), peak(first));
      assertServes(client, rows, "loaded");
    }
    assertThat(first.stop()).isZero();

    long start = System.nanoTime();
    ServerProcess second = servers.start(data, variables);
    try (RestClient client = second.client()) {
      System.out.printf("ready again in %d s%n", seconds(start, System.nanoTime()));
      assertServes(client, rows, "restarted");
      System.out.printf("resident at most %s%n", peak(second));
    }
  }

  private static long seconds(long from, long to) {
    return TimeUnit.NANOSECONDS.toSeconds(to - from);
  }

  /** Returns what the process had in memory at once, files that are mapped included. */
  private static String peak(ServerProcess server) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(server.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.replaceAll("\\s+", " "))
        .findFirst()
        .orElseThrow();
  }

  private static void load(RestClient client, int rows) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int part = i;
        writers.add(
            threads.submit(
                () -> {
                  for (int first = part * BATCH; first < rows; first += WRITERS * BATCH) {
                    put(client, first, Math.min(rows, first + BATCH));
                  }
                  return null;
                }));
      }
      for (Future<?> writer : writers) {
        var _ = writer.get();
      }
    }
  }

  private static void put(RestClient client, int from, int to) throws Exception {
    List<Map<String, Object>> points = new ArrayList<>();
    for (int id = from; id < to; id++) {
      points.add(Map.of("id", id, "vector", vector(id, SPREAD, new Random(id))));
    }
    var _ = client.sendValue("PUT", COLLECTION + "/points", Map.of("points", points)).result();
  }

  /** Returns a vector of one of many clusters, always the same for an id. */
  private static List<Float> vector(int id, float spread, Random noise) {
    Random centre = new Random(1_000_000_007L * (id % CLUSTERS));
    List<Float> vector = new ArrayList<>(DIMENSION);
    for (int i = 0; i < DIMENSION; i++) {
      vector.add((float) centre.nextGaussian() + spread * (float) noise.nextGaussian());
    }
    return vector;
  }

  private static void awaitGreen(RestClient client) throws Exception {
    String _ =
        Await.until(
            () -> client.get(COLLECTION).result().path("status").asText(),
            "green"::equals,
            PATIENCE);
  }

  private static void assertServes(RestClient client, int rows, String when) throws Exception {
    assertThat(client.get(COLLECTION).result().path("points_count").asInt()).isEqualTo(rows);
    Random random = new Random(3);
    long found = 0;
    long nanos = 0;
    for (int i = 0; i < QUERIES; i++) {
      List<Float> query = vector(random.nextInt(rows), SPREAD / 2, random);
      Set<Long> exact = nearest(client, query, true);
      long start = System.nanoTime();
      Set<Long> byGraph = nearest(client, query, false);
      nanos += System.nanoTime() - start;
      byGraph.retainAll(exact);
      found += byGraph.size();
    }
    double recall = (double) found / (QUERIES * LIMIT);
    System.out.printf(
        "%s: recall@%d %.4f, %.1f ms for a search%n", when, LIMIT, recall, (double) nanos / NANOS_PER_MILLI / QUERIES);
    assertThat(recall).isGreaterThanOrEqualTo(0.9);
  }

  private static Set<Long> nearest(RestClient client, List<Float> query, boolean exact)
      throws Exception {
    JsonNode points =
        client
            .sendValue(
                "POST",
                COLLECTION + "/points/query",
                Map.of("query", query, "limit", LIMIT, "params", Map.of("exact", exact)))
            .result()
            .path("points");
    Set<Long> ids = new HashSet<>();
    points.forEach(point -> ids.add(point.path("id").asLong()));
    assertThat(ids).hasSize(LIMIT);
    return ids;
  }
}
