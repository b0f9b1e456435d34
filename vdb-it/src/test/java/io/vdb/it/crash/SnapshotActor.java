package io.vdb.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Json;
import io.vdb.it.server.RestClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes to a collection of its own, makes and deletes snapshots of it, and restores it from them, so
 * that what each snapshot must hold is known to the last component.
 */
final class SnapshotActor extends Actor {

  private static final String COLLECTION = "/collections/kept";
  private static final String COPY = "/collections/restored";
  private static final String SETTINGS = "{'vectors': {'size': 2, 'distance': 'Euclid'}}";
  private static final int IDS = 60;
  private static final int MOST = 3;

  private final Path snapshotFolder;
  private final Random random;

  /** What each snapshot holds. */
  private final TreeMap<String, Map<Long, Stored>> snapshots = new TreeMap<>();

  private Map<Long, Stored> known = new TreeMap<>();

  /** What there is if the request on the way took place. */
  private Map<Long, Stored> next = known;

  /** Whether a snapshot is being made whose name nobody knows. */
  private boolean making;

  private String deleting = "";
  private int compared;

  SnapshotActor(Path data, Random random) {
    this.snapshotFolder = data.resolve("snapshots").resolve("kept");
    this.random = random;
  }

  static void prepare(RestClient client) throws IOException, InterruptedException {
    client.put(COLLECTION, SETTINGS).result();
  }

  int compared() {
    return compared;
  }

  @Override
  boolean act(RestClient client) throws InterruptedException {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> snapshots.size() < MOST ? make(client) : delete(client);
      case 3 -> snapshots.isEmpty() ? make(client) : restore(client);
      default -> write(client);
    };
  }

  private boolean make(RestClient client) throws InterruptedException {
    making = true;
    JsonNode answer = answered(() -> client.post(COLLECTION + "/snapshots", "{}"));
    if (answer.equals(GONE)) {
      return false;
    }
    making = false;
    snapshots.put(answer.path("name").asText(), known);
    return true;
  }

  private String any() {
    return List.copyOf(snapshots.keySet()).get(random.nextInt(snapshots.size()));
  }

  private boolean delete(RestClient client) throws InterruptedException {
    deleting = any();
    if (answered(() -> client.delete(COLLECTION + "/snapshots/" + deleting)).equals(GONE)) {
      return false;
    }
    snapshots.remove(deleting);
    deleting = "";
    return true;
  }

  private boolean restore(RestClient client) throws InterruptedException {
    String name = any();
    next = snapshots.getOrDefault(name, Map.of());
    return settled(answered(() -> client.put(COLLECTION + "/snapshots/recover", location(name))));
  }

  private String location(String snapshot) {
    return "{'location': '" + snapshotFolder.resolve(snapshot).toUri() + "'}";
  }

  private boolean write(RestClient client) throws InterruptedException {
    List<Map<String, Object>> points = new ArrayList<>();
    next = new TreeMap<>(known);
    for (long id : random.longs(4, 0, IDS).distinct().boxed().toList()) {
      List<Float> vector = List.of(random.nextFloat(), random.nextFloat());
      JsonNode payload = Json.tree(Map.of("v", random.nextInt()));
      points.add(Map.of("id", id, "vector", vector, "payload", payload));
      next.put(id, new Stored(vector, Json.parse(Json.bytes(payload))));
    }
    return settled(
        answered(
            () ->
                client.sendValue(
                    "PUT", COLLECTION + "/points?wait=true", Map.of("points", points))));
  }

  private boolean settled(JsonNode answer) {
    if (answer.equals(GONE)) {
      return false;
    }
    known = next;
    return true;
  }

  @Override
  String settle(RestClient client) throws IOException, InterruptedException {
    Map<Long, Stored> found = Stored.all(client, COLLECTION);
    if (!found.equals(known) && !found.equals(next)) {
      return "what is in the collection of snapshots was never there";
    }
    Set<String> wanted = new HashSet<>(snapshots.keySet());
    Set<String> names = new HashSet<>();
    for (JsonNode snapshot : client.get(COLLECTION + "/snapshots").result()) {
      names.add(snapshot.path("name").asText());
    }
    if (!deleting.isEmpty() && !names.contains(deleting)) {
      wanted.remove(deleting);
      snapshots.remove(deleting);
    }
    Set<String> more = new HashSet<>(names);
    more.removeAll(wanted);
    if (!names.containsAll(wanted) || more.size() > (making ? 1 : 0)) {
      return "snapshots are " + names + " instead of " + wanted;
    }
    more.forEach(name -> snapshots.put(name, known)); // nothing else was on the way
    known = found;
    next = found;
    making = false;
    deleting = "";
    if (snapshots.isEmpty() || random.nextInt(3) > 0) {
      return "";
    }
    return compareOne(client);
  }

  /** Makes another collection of a snapshot. */
  private String compareOne(RestClient client) throws IOException, InterruptedException {
    String name = any();
    client.put(COPY + "/snapshots/recover", location(name)).result();
    Map<Long, Stored> restored = Stored.all(client, COPY);
    client.delete(COPY).result();
    compared++;
    return restored.equals(snapshots.get(name)) ? "" : "snapshot " + name + " holds another state";
  }
}
