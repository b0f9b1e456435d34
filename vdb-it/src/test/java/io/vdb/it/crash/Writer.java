package io.vdb.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Json;
import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Writes and deletes random points of its own range of ids. */
final class Writer extends Actor {

  private static final int IDS = 400;
  private static final int DIMENSION = 8;

  private final String collection;
  private final long firstId;
  private final Random random;

  /** What is stored for sure, by id. */
  private final Map<Long, Stored> known = new TreeMap<>();

  /** What the interrupted request changes: the new state by id, null for a deletion. */
  private Map<Long, @Nullable Stored> unsure = Map.of();

  Writer(String collection, long firstId, Random random) {
    this.collection = collection;
    this.firstId = firstId;
    this.random = random;
  }

  @Override
  boolean act(RestClient client) throws InterruptedException {
    Request request = next();
    unsure = request.outcome();
    JsonNode answer =
        answered(
            () -> client.sendValue(request.method(), collection + request.path(), request.body()));
    if (answer.equals(GONE)) {
      return false;
    }
    settle(true);
    return true;
  }

  @Override
  String settle(RestClient client) throws IOException, InterruptedException {
    return difference(Stored.all(client, collection));
  }

  /** Returns how many points there are of this writer. */
  int size() {
    return known.size();
  }

  private void settle(boolean tookPlace) {
    if (tookPlace) {
      unsure.forEach(
          (id, stored) -> {
            if (stored == null) {
              known.remove(id);
            } else {
              known.put(id, stored);
            }
          });
    }
    unsure = Map.of();
  }

  /**
   * Compares what is there with what must be, and returns a description of the difference, empty
   * when there is none. The interrupted request must have taken place as a whole or not at all.
   */
  String difference(Map<Long, Stored> all) {
    Map<Long, Stored> found = new TreeMap<>();
    all.forEach(
        (id, stored) -> {
          if (id >= firstId && id < firstId + IDS) {
            found.put(id, stored);
          }
        });
    if (found.equals(known)) {
      settle(false);
      return "";
    }
    Map<Long, Stored> before = new TreeMap<>(known);
    settle(true);
    if (found.equals(known)) {
      return "";
    }
    return describe(before, found);
  }

  private String describe(Map<Long, Stored> before, Map<Long, Stored> found) {
    List<String> lines = new ArrayList<>();
    LongStream.range(firstId, firstId + IDS)
        .filter(
            id ->
                !Objects.equals(before.get(id), found.get(id))
                    && !Objects.equals(known.get(id), found.get(id)))
        .limit(5)
        .forEach(
            id ->
                lines.add(
                    "point %d is %s instead of %s or %s"
                        .formatted(id, found.get(id), before.get(id), known.get(id))));
    if (lines.isEmpty()) {
      lines.add("the interrupted request took place in part");
    }
    return String.join("\n", lines);
  }

  /** A request and the state that it leads to. */
  private record Request(
      String method, String path, Object body, Map<Long, @Nullable Stored> outcome) {}

  private Request next() {
    boolean wait = random.nextBoolean();
    return switch (random.nextInt(14)) {
      case 0, 1 -> delete("?wait=" + wait);
      case 2 -> deleteMatching("?wait=" + wait);
      case 3, 4 -> setPayload("?wait=" + wait);
      case 5 -> clearPayload("?wait=" + wait);
      case 6, 7 -> updateVector("?wait=" + wait);
      default -> upsert("?wait=" + wait);
    };
  }

  private Request upsert(String query) {
    Map<Long, @Nullable Stored> outcome = new HashMap<>();
    List<Map<String, Object>> points = new ArrayList<>();
    for (long id : someIds(1 + random.nextInt(20))) {
      List<Float> vector = vector();
      JsonNode payload =
          Json.tree(
              Map.of("owner", firstId, "n", random.nextInt(100), "text", "t" + random.nextInt(9)));
      points.add(Map.of("id", id, "vector", vector, "payload", payload));
      outcome.put(id, new Stored(vector, Json.parse(Json.bytes(payload))));
    }
    return new Request("PUT", "/points" + query, Map.of("points", points), outcome);
  }

  private Request delete(String query) {
    List<Long> ids = someIds(1 + random.nextInt(5));
    Map<Long, @Nullable Stored> outcome = new HashMap<>();
    ids.forEach(id -> outcome.put(id, null));
    return new Request("POST", "/points/delete" + query, Map.of("points", ids), outcome);
  }

  /** Those of its own whose number is below a bound. */
  private Request deleteMatching(String query) {
    int bound = random.nextInt(4);
    Map<Long, @Nullable Stored> outcome = new HashMap<>();
    known.forEach(
        (id, stored) -> {
          if (stored.payload().has("owner") && stored.payload().path("n").asInt() < bound) {
            outcome.put(id, null);
          }
        });
    List<Map<String, Object>> must =
        List.of(
            Map.of("key", "owner", "match", Map.of("value", firstId)),
            Map.of("key", "n", "range", Map.of("lt", bound)));
    return new Request(
        "POST", "/points/delete" + query, Map.of("filter", Map.of("must", must)), outcome);
  }

  private Request setPayload(String query) {
    if (known.isEmpty()) {
      return upsert(query);
    }
    long id = anyKnown();
    Map<String, Object> fields = Map.of("set", random.nextInt());
    return new Request(
        "POST",
        "/points/payload" + query,
        Map.of("payload", fields, "points", List.of(id)),
        changed(id, before -> before.with(fields)));
  }

  private Request clearPayload(String query) {
    if (known.isEmpty()) {
      return upsert(query);
    }
    long id = anyKnown();
    return new Request(
        "POST",
        "/points/payload/clear" + query,
        Map.of("points", List.of(id)),
        changed(id, before -> new Stored(before.vector(), Json.of("{}"))));
  }

  private Request updateVector(String query) {
    if (known.isEmpty()) {
      return upsert(query);
    }
    long id = anyKnown();
    List<Float> vector = vector();
    return new Request(
        "PUT",
        "/points/vectors" + query,
        Map.of("points", List.of(Map.of("id", id, "vector", vector))),
        changed(id, before -> new Stored(vector, before.payload())));
  }

  private Map<Long, @Nullable Stored> changed(long id, UnaryOperator<Stored> change) {
    Map<Long, @Nullable Stored> outcome = new HashMap<>();
    Stored before = known.get(id);
    if (before != null) {
      outcome.put(id, change.apply(before));
    }
    return outcome;
  }

  private long anyKnown() {
    return List.copyOf(known.keySet()).get(random.nextInt(known.size()));
  }

  private List<Float> vector() {
    List<Float> vector = new ArrayList<>();
    for (int i = 0; i < DIMENSION; i++) {
      vector.add(random.nextFloat() * 2 - 1);
    }
    return List.copyOf(vector);
  }

  private List<Long> someIds(int number) {
    return random.longs(number, firstId, firstId + IDS).distinct().boxed().toList();
  }
}
