package io.vdb.it.ledger;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.Limits;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.model.Alias;
import io.vdb.core.model.DeclaredField;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.snapshot.SnapshotInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Random steps of one client, and what it was told of them. After a crash a database must be what all
 * acknowledged steps make it, with or without the one step on the way, and never half of that. Two
 * ledgers of the same seed draw the same steps as long as they are told the same. Used by one thread.
 */
public final class Ledger {

  /** So few recent points, and so little log, that flushes and commits happen all the time. */
  public static final Limits LIMITS =
      new Limits(
          10_000, 10_000, 100_000, 10_000, 1 << 20, 64L << 20, 64L << 20, 40, 200_000);

  /** Of a point that a search finds and nothing else. */
  private static final Stored NONE = new Stored(new TreeMap<>(), Payload.EMPTY);

  private final long seed;
  private final Steps steps;
  private final Map<Integer, String> snapshotNames = new HashMap<>();
  private Model known = Model.EMPTY;
  private Model next = Model.EMPTY;
  private String kind = "nothing";
  private int number;

  /** A ledger of a new database. */
  public Ledger(long seed) {
    this.seed = seed;
    this.steps = new Steps(new Random(seed));
  }

  /** Draws the next step, which is on the way from now on. */
  public Step begin() {
    number++;
    Step step =
        known.collections().containsKey(Steps.MAIN)
            ? steps.next(known, number)
            : Steps.first();
    next = step.after();
    kind = step.kind();
    return step;
  }

  /** Takes a step on a database; it is acknowledged when this returns. */
  public String take(Step step, Database database) {
    String made = step.action().run(database, snapshotNames);
    acknowledged(made);
    return made;
  }

  /**
   * The step on the way was acknowledged.
   *
   * @param made name of the snapshot that it made, or none
   */
  public void acknowledged(String made) {
    if (!made.isEmpty()) {
      snapshotNames.put(number, made);
    }
    known = next;
  }

  /** Returns how many steps were begun. */
  public int number() {
    return number;
  }

  /** Returns what was on the way, or done last. */
  public String kind() {
    return kind;
  }

  /**
   * Compares everything after a crash; from then on what is there counts.
   *
   * @return whether a step took place that was not acknowledged
   */
  public boolean settle(Database database) {
    Set<String> snapshots = new HashSet<>();
    if (database.find(Steps.MAIN).isPresent()) {
      database.snapshots().list(Steps.MAIN).stream()
          .map(SnapshotInfo::name)
          .forEach(snapshots::add);
    }
    nameSnapshotOnTheWay(snapshots);
    String before = difference(known, database, snapshots);
    boolean tookPlace = false;
    if (!before.isEmpty()) {
      String after = difference(next, database, snapshots);
      if (!after.isEmpty()) {
        throw new AssertionError(
            "seed %d, step %d (%s): neither as before, since %s, nor as after, since %s"
                .formatted(seed, number, kind, before, after));
      }
      tookPlace = true;
      known = next;
    }
    next = known;
    return tookPlace;
  }

  private void nameSnapshotOnTheWay(Set<String> found) {
    if (next.snapshots().containsKey(number) && !snapshotNames.containsKey(number)) {
      // One that is deleted leaves its name to the next of the same second.
      Set<String> taken = new HashSet<>();
      known.snapshots().keySet().forEach(made -> taken.add(snapshotNames.getOrDefault(made, "")));
      found.stream()
          .filter(name -> !taken.contains(name))
          .findFirst()
          .ifPresent(name -> snapshotNames.put(number, name));
    }
  }

  /** Compares the points of a collection, when reads see all that was acknowledged. */
  public void requireSeen(Database database, String collection) {
    String difference = difference(known.collection(collection), database.collection(collection));
    if (!difference.isEmpty()) {
      throw new AssertionError(
          "seed %d, step %d (%s): in collection %s %s"
              .formatted(seed, number, kind, collection, difference));
    }
  }

  /** Restores every snapshot beside everything else, compares, and removes what that made. */
  public int restoreAll(Database database) {
    known
        .snapshots()
        .forEach(
            (made, content) -> {
              String name = snapshotNames.getOrDefault(made, "");
              String _ =
                  database
                      .snapshots()
                      .restore(
                          "restored", database.snapshots().file(Steps.MAIN, name), name, null);
              String difference = difference(content, database.collection("restored"));
              if (!difference.isEmpty()) {
                throw new AssertionError(
                    "seed %d: in snapshot %s %s".formatted(seed, name, difference));
              }
              boolean _ = database.deleteCollection("restored");
            });
    return known.snapshots().size();
  }

  private String difference(Model model, Database database, Set<String> snapshots) {
    Set<String> names = Set.copyOf(database.collectionNames());
    if (!names.equals(model.collections().keySet())) {
      return "the collections are " + names + " instead of " + model.collections().keySet();
    }
    TreeMap<String, String> aliases = new TreeMap<>();
    for (Alias alias : database.aliases()) {
      aliases.put(alias.name(), alias.collection());
    }
    if (!aliases.equals(model.aliases())) {
      return "the aliases are " + aliases + " instead of " + model.aliases();
    }
    Set<String> wanted = new HashSet<>();
    model.snapshots().keySet().forEach(made -> wanted.add(snapshotNames.getOrDefault(made, "?")));
    if (!snapshots.equals(wanted)) {
      return "the snapshots are " + snapshots + " instead of " + wanted;
    }
    for (Map.Entry<String, Content> entry : model.collections().entrySet()) {
      String difference = difference(entry.getValue(), database.collection(entry.getKey()));
      if (!difference.isEmpty()) {
        return "in collection " + entry.getKey() + " " + difference;
      }
    }
    return "";
  }

  private static String difference(Content content, Collection collection) {
    Map<PayloadPath, FieldIndex> schema = new HashMap<>();
    for (DeclaredField field : collection.payloadSchema()) {
      schema.put(field.field(), field.index());
    }
    if (!schema.equals(content.schema())) {
      return "there are payload indexes " + schema + " instead of " + content.schema();
    }
    TreeMap<String, Integer> sizes = new TreeMap<>();
    collection.config().vectors().forEach((name, vector) -> sizes.put(name, vector.size()));
    if (!sizes.equals(content.sizes())) {
      return "there are vectors " + sizes + " instead of " + content.sizes();
    }
    TreeMap<PointId, Stored> found = new TreeMap<>();
    for (StoredRecord point :
        collection.scroll(null, Steps.IDS, null, Projection.ALL).points()) {
      found.put(
          point.id(),
          Stored.of(
              Objects.requireNonNull(point.vectors()), Objects.requireNonNull(point.payload())));
    }
    if (!found.equals(content.points())) {
      return difference(content.points(), found);
    }
    if (collection.count(null) != found.size()) {
      return "the count is " + collection.count(null) + " instead of " + found.size();
    }
    for (Map.Entry<String, Integer> vector : sizes.entrySet()) {
      String name = vector.getKey();
      TreeMap<PointId, Stored> having = new TreeMap<>(found);
      having.values().removeIf(stored -> !stored.vectors().containsKey(name));
      if (!having.equals(searched(collection, name, vector.getValue(), found))) {
        return "a search in vector '" + name + "' finds something else";
      }
    }
    return "";
  }

  /** The vector index must agree with the payload index and the memory. */
  private static Map<PointId, Stored> searched(
      Collection collection, String vector, int size, Map<PointId, Stored> stored) {
    TreeMap<PointId, Stored> found = new TreeMap<>();
    collection
        .search(SearchRequest.nearest(new float[size], Steps.IDS).using(vector))
        .points()
        .forEach(point -> found.put(point.id(), stored.getOrDefault(point.id(), NONE)));
    return found;
  }

  private static String difference(Map<PointId, Stored> wanted, Map<PointId, Stored> found) {
    Set<PointId> ids = new HashSet<>(wanted.keySet());
    ids.addAll(found.keySet());
    return ids.stream()
        .sorted()
        .filter(id -> !Objects.equals(wanted.get(id), found.get(id)))
        .findFirst()
        .map(
            id ->
                "point " + id + " is " + shown(found.get(id)) + " instead of "
                    + shown(wanted.get(id)))
        .orElse("nothing differs");
  }

  private static String shown(@Nullable Stored stored) {
    String text = String.valueOf(stored);
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
