package io.vdb.it.bench;

import io.vdb.it.server.Json;
import io.vdb.it.server.RestClient;
import io.vdb.server.cli.demo.ClusteredVectors;
import io.vdb.server.cli.source.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Made-up vectors that every server gets, and what is searched for in them. Always the same. */
final class SearchData {

  static final String COLLECTION = "bench";
  static final int POINTS = 20_000;
  static final int DIMENSION = 128;
  static final int LIMIT = 10;
  static final int SEARCHES = 1_000;

  private static final int CLUSTERS = 64;
  private static final long SEED = 20_000_128;
  private static final int BATCH = 500;
  private static final int SECONDS_TO_SETTLE = 600;

  private SearchData() {}

  /** Creates the collection and puts all points into it. */
  static void load(RestClient client) throws IOException, InterruptedException {
    client
        .put(
            "/collections/" + COLLECTION,
            "{'vectors': {'size': " + DIMENSION + ", 'distance': 'Cosine'}}")
        .result();
    ClusteredVectors source = source();
    List<Map<String, Object>> batch = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      batch.add(Map.of("id", i, "vector", vector(source), "payload", Map.of("number", i)));
      if (batch.size() == BATCH) {
        client
            .sendValue(
                "PUT", "/collections/" + COLLECTION + "/points?wait=true", Map.of("points", batch))
            .result();
        batch.clear();
      }
    }
    awaitGreen(client);
  }

  private static void awaitGreen(RestClient client) throws IOException, InterruptedException {
    for (int i = 0; i < SECONDS_TO_SETTLE; i++) {
      String path = "/collections/" + COLLECTION;
      if (client.get(path).result().path("status").asText().equals("green")) {
        return;
      }
      Thread.sleep(1000);
    }
    throw new IllegalStateException("the collection does not settle");
  }

  /** Returns bodies of searches for vectors that are not among the points. */
  static List<byte[]> searches() {
    ClusteredVectors source = source();
    for (int i = 0; i < POINTS; i++) {
      vector(source);
    }
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < SEARCHES; i++) {
      bodies.add(
          Json.bytes(Map.of("query", vector(source), "limit", LIMIT, "with_payload", true)));
    }
    return bodies;
  }

  private static ClusteredVectors source() {
    return ClusteredVectors.of(POINTS + SEARCHES, DIMENSION, CLUSTERS, SEED);
  }

  private static float[] vector(ClusteredVectors source) {
    @Nullable Row row = source.next();
    if (row == null) {
      throw new IllegalStateException("the source has ended");
    }
    return row.vector();
  }
}
