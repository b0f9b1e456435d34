package io.vdb.it.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Puts, replaces and deletes points, changes payloads and searches, and keeps the times of searches. */
final class SoakLoad {

  static final String COLLECTION = "/collections/soak";
  static final int DIMENSION = 32;

  private static final int IDS = 20_000;
  private static final int BATCH = 20;
  private static final int NEAREST = 10;

  private final RestClient client;
  private final ConcurrentLinkedQueue<Long> searchNanos = new ConcurrentLinkedQueue<>();
  private final AtomicLong requests = new AtomicLong();

  SoakLoad(RestClient client) {
    this.client = client;
  }

  /** Makes the collection and puts most of its points. */
  void prepare(Random random) throws IOException, InterruptedException {
    client
        .put(COLLECTION, "{'vectors': {'size': " + DIMENSION + ", 'distance': 'Euclid'}}")
        .result();
    for (int i = 0; i < IDS / BATCH; i++) {
      put(random);
    }
  }

  long requests() {
    return requests.get();
  }

  /** Sends one request. */
  void one(Random random) throws IOException, InterruptedException {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> put(random);
      case 3 ->
          post("/points/delete?wait=true", Map.of("points", List.of(random.nextInt(IDS))));
      case 4, 5 ->
          post(
              "/points/payload?wait=true",
              Map.of(
                  "payload",
                  Map.of("changed", random.nextInt(100)),
                  "filter",
                  Map.of(
                      "must",
                      List.of(Map.of("has_id", List.of(random.nextInt(IDS)))))));
      default -> {
        long start = System.nanoTime();
        var _ = search(vector(random), false);
        searchNanos.add(System.nanoTime() - start);
      }
    }
    requests.incrementAndGet();
  }

  private void put(Random random) throws IOException, InterruptedException {
    List<Map<String, Object>> points = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      points.add(
          Map.of(
              "id",
              random.nextInt(IDS),
              "vector",
              vector(random),
              "payload",
              Map.of("n", random.nextInt(100))));
    }
    client
        .sendValue("PUT", COLLECTION + "/points?wait=true", Map.of("points", points))
        .result();
  }

  private JsonNode post(String path, Object body) throws IOException, InterruptedException {
    return client.sendValue("POST", COLLECTION + path, body).result();
  }

  private Set<Long> search(float[] query, boolean exact) throws IOException, InterruptedException {
    Set<Long> ids = new HashSet<>();
    post(
            "/points/query",
            Map.of("query", query, "limit", NEAREST, "params", Map.of("exact", exact)))
        .path("points")
        .forEach(point -> ids.add(point.path("id").asLong()));
    return ids;
  }

  /** Returns the share of nearest points that searches of the graph find. */
  double recall(Random random, int queries) throws IOException, InterruptedException {
    int found = 0;
    for (int i = 0; i < queries; i++) {
      float[] query = vector(random);
      Set<Long> nearest = search(query, true);
      nearest.retainAll(search(query, false));
      found += nearest.size();
    }
    return found / (double) (queries * NEAREST);
  }

  /** Returns the 99th percentile of the times of searches since the last call, in milliseconds. */
  double takeP99Millis() {
    List<Long> taken = new ArrayList<>();
    for (Long nanos = searchNanos.poll(); nanos != null; nanos = searchNanos.poll()) {
      taken.add(nanos);
    }
    long[] sorted = taken.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * 0.99)] / 1e6;
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
