package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.engine.Limits;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Filter;
import io.vdb.core.log.Durability;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadChange;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.UpdateMode;
import io.vdb.it.faults.LossyFileSystem;
import io.vdb.observability.spi.Observability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One database through several power losses: at a random change of the disk while it works, while it
 * is opened, or while it is closed.
 */
final class PowerLossRun {

  private static final int LIVES = 8;
  private static final int IDS = 150;
  private static final int DIMENSION = 4;
  private static final String NAME = "points";

  /** So few recent points that flushes happen all the time. */
  private static final Limits LIMITS =
      new Limits(10_000, 10_000, 100_000, 10_000, 1 << 20, 64L << 20, 64L << 20, 40);

  private final long seed;
  private final Random random;
  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final DatabaseConfig config =
      new DatabaseConfig(
          fileSystem.root().resolve("data"), "lucene", Durability.SYNC, LIMITS, 1);

  private final Map<PointId, Stored> known = new TreeMap<>();
  private Map<PointId, @Nullable Stored> unsure = Map.of();
  private int losses;
  private long acknowledged;
  private int commits;

  /** What a point consists of; vectors as text, so that they compare by value. */
  private record Stored(String vector, Payload payload) {

    static Stored of(float[] vector, Payload payload) {
      return new Stored(Arrays.toString(vector), payload);
    }
  }

  PowerLossRun(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  void run() {
    try (Database database = open()) {
      database.createCollection(NAME, CollectionConfig.of(DIMENSION, Distance.EUCLID));
    }
    for (int life = 0; life < LIVES; life++) {
      if (random.nextInt(3) == 0) {
        loseWhileOpening();
      }
      live(life);
      crash();
    }
    try (Database database = open()) {
      compare(database.collection(NAME), LIVES);
    }
  }

  int losses() {
    return losses;
  }

  long acknowledged() {
    return acknowledged;
  }

  int commits() {
    return commits;
  }

  private Database open() {
    return Database.open(config, Observability.noop(), PowerLossRun.class.getClassLoader());
  }

  private void crash() {
    losses++;
    if (random.nextBoolean()) {
      fileSystem.crash();
    } else {
      fileSystem.crash(random);
    }
  }

  private void loseWhileOpening() {
    fileSystem.powerOffAfter(random.nextInt(60));
    try {
      close(open());
    } catch (VdbException e) {
      requirePowerLoss(e);
    }
    crash();
  }

  private void live(int life) {
    Database database = open();
    try {
      Collection collection = database.collection(NAME);
      compare(collection, life);
      fileSystem.powerOffAfter(20L + random.nextInt(1_500));
      int writes = random.nextInt(200);
      for (int i = 0; i < writes; i++) {
        write(collection);
      }
      fileSystem.powerOffAfter(random.nextInt(400)); // so that closing is interrupted, too
    } catch (VdbException e) {
      requirePowerLoss(e);
    } finally {
      close(database);
    }
  }

  private void close(Database database) {
    try {
      database.close();
      commits++;
    } catch (VdbException e) {
      requirePowerLoss(e);
    }
  }

  /** Nothing but the power loss may have made the database fail. */
  private void requirePowerLoss(VdbException e) {
    if (fileSystem.hasPower()) {
      throw new AssertionError("the power was on, with seed " + seed, e);
    }
  }

  private void write(Collection collection) {
    Acknowledge acknowledge = random.nextBoolean() ? Acknowledge.VISIBLE : Acknowledge.DURABLE;
    switch (random.nextInt(10)) {
      case 0 -> delete(collection, acknowledge);
      case 1, 2, 3 -> changePayload(collection, acknowledge);
      case 4 -> updateVector(collection, acknowledge);
      case 5 -> insertOrReplaceOnly(collection, acknowledge);
      default -> upsert(collection, acknowledge);
    }
    settle(true);
    acknowledged++;
  }

  private void upsert(Collection collection, Acknowledge acknowledge) {
    Map<PointId, @Nullable Stored> outcome = new HashMap<>();
    List<Point> points = new ArrayList<>();
    for (PointId id : someIds(1 + random.nextInt(8))) {
      float[] vector = vector();
      Payload payload = Payload.of(Map.of("n", random.nextInt(50), "s", "s" + random.nextInt(9)));
      points.add(new Point(id, vector, payload));
      outcome.put(id, Stored.of(vector, payload));
    }
    unsure = outcome;
    collection.upsert(points, acknowledge);
  }

  private void delete(Collection collection, Acknowledge acknowledge) {
    List<PointId> ids = someIds(1 + random.nextInt(4));
    unsure = new HashMap<>();
    ids.forEach(id -> unsure.put(id, null));
    collection.delete(new PointSelector.Ids(ids), acknowledge);
  }

  private void changePayload(Collection collection, Acknowledge acknowledge) {
    if (known.isEmpty()) {
      upsert(collection, acknowledge);
      return;
    }
    PointId id = anyKnown();
    PointSelector selector = new PointSelector.Ids(List.of(id));
    Stored before = Objects.requireNonNull(known.get(id));
    Payload fields = Payload.of(Map.of("set", random.nextInt(1_000)));
    PayloadPath within = PayloadPath.parse("in.side");
    PayloadPath number = PayloadPath.parse("n");
    PointWrite write;
    Payload after;
    switch (random.nextInt(5)) {
      case 0 -> {
        write = new PointWrite.SetPayload(selector, fields, within);
        after = new PayloadChange.Set(fields, within).applyTo(before.payload());
      }
      case 1 -> {
        write = new PointWrite.OverwritePayload(selector, fields);
        after = fields;
      }
      case 2 -> {
        write = new PointWrite.DeletePayload(selector, List.of(within, number));
        after = before.payload().excluding(List.of(within, number));
      }
      case 3 -> {
        write = new PointWrite.ClearPayload(selector);
        after = Payload.EMPTY;
      }
      default -> {
        write = new PointWrite.SetPayload(selector, fields, null);
        after = before.payload().mergedWith(fields);
      }
    }
    unsure = Map.of(id, new Stored(before.vector(), after));
    collection.write(write, acknowledge);
  }

  private PointId anyKnown() {
    return List.copyOf(known.keySet()).get(random.nextInt(known.size()));
  }

  private void updateVector(Collection collection, Acknowledge acknowledge) {
    if (known.isEmpty()) {
      upsert(collection, acknowledge);
      return;
    }
    PointId id = anyKnown();
    float[] vector = vector();
    unsure = Map.of(id, Stored.of(vector, Objects.requireNonNull(known.get(id)).payload()));
    collection.write(
        new PointWrite.UpdateVectors(List.of(new PointVector(id, vector)), Filter.ALL),
        acknowledge);
  }

  private void insertOrReplaceOnly(Collection collection, Acknowledge acknowledge) {
    boolean insert = random.nextBoolean();
    Map<PointId, @Nullable Stored> outcome = new HashMap<>();
    List<Point> points = new ArrayList<>();
    for (PointId id : someIds(1 + random.nextInt(8))) {
      float[] vector = vector();
      Payload payload = Payload.of(Map.of("n", random.nextInt(50)));
      points.add(new Point(id, vector, payload));
      if (insert != known.containsKey(id)) {
        outcome.put(id, Stored.of(vector, payload));
      }
    }
    unsure = outcome;
    UpdateMode mode = insert ? UpdateMode.INSERT_ONLY : UpdateMode.UPDATE_ONLY;
    collection.write(new PointWrite.Upsert(points, mode, Filter.ALL), acknowledge);
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  private List<PointId> someIds(int number) {
    return random.longs(number, 0, IDS).distinct().mapToObj(PointId::of).toList();
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

  /** What is found must be all that was acknowledged; the write on the way is there or is not. */
  private void compare(Collection collection, int life) {
    Map<PointId, Stored> found = new TreeMap<>();
    for (StoredRecord point : collection.scroll(null, IDS, null, Projection.ALL).points()) {
      found.put(
          point.id(),
          Stored.of(
              Objects.requireNonNull(point.vector()), Objects.requireNonNull(point.payload())));
    }
    if (!found.equals(known)) {
      settle(true);
      assertThat(found).as("seed %d, life %d", seed, life).isEqualTo(known);
    }
    settle(false);
    assertThat(collection.count(null)).as("seed %d", seed).isEqualTo(known.size());
    searchAll(collection);
  }

  /** The vector index must agree with the payload index and the memory. */
  private void searchAll(Collection collection) {
    SearchRequest everything = SearchRequest.nearest(new float[DIMENSION], IDS);
    assertThat(collection.search(everything).points())
        .as("seed %d", seed)
        .extracting(point -> point.id())
        .containsExactlyInAnyOrderElementsOf(known.keySet());
  }
}
