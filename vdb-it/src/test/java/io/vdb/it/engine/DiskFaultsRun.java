package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.engine.Limits;
import io.vdb.core.engine.WriteReceipt;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Filter;
import io.vdb.core.log.Durability;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Distance;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import io.vdb.it.faults.LossyFileSystem;
import io.vdb.it.ledger.Stored;
import io.vdb.observability.spi.Observability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One database whose disk fails again and again, at random moments and in every way: full, with
 * errors, with flushes that fail, without file handles. After each fault every id, vector and payload
 * is compared with what was acknowledged.
 */
final class DiskFaultsRun {

  private static final int IDS = 150;
  private static final int DIMENSION = 4;
  private static final String NAME = "points";
  private static final String LATER = "later";
  private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

  /** So few recent points that flushes happen all the time. */
  private static final Limits LIMITS =
      new Limits(10_000, 10_000, 100_000, 10_000, 1 << 20, 64L << 20, 64L << 20, 40);

  private final long seed;
  private final Random random;
  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final boolean sync;
  private final Map<PointId, Stored> known = new TreeMap<>();
  private final Set<String> aliases = new HashSet<>();

  /** What the last write makes of points; nothing when it deletes them. */
  private Map<PointId, @Nullable Stored> outcome = Map.of();

  /** Number of the last write that was acknowledged, which may be visible or not. */
  private long durable;

  /** Whether the collection has the vector {@link #LATER}, which comes and goes. */
  private boolean later;

  /** Whether a change of that failed, so that it is known only when writes are taken again. */
  private boolean uncertain;

  /** Whether points lack what is in the log. */
  private boolean pending;

  private Database database;
  private Collection collection;
  private int refused;
  private int faults;
  private int losses;
  private long acknowledged;

  DiskFaultsRun(long seed, boolean sync) {
    this.seed = seed;
    this.random = new Random(seed);
    this.sync = sync;
    database = open();
    collection =
        database.createCollection(NAME, CollectionConfig.of(DIMENSION, Distance.EUCLID));
  }

  int refused() {
    return refused;
  }

  int faults() {
    return faults;
  }

  int losses() {
    return losses;
  }

  long acknowledged() {
    return acknowledged;
  }

  private Database open() {
    Durability durability =
        sync ? Durability.SYNC : Durability.async(Duration.ofMillis(20));
    return Database.open(
        new DatabaseConfig(fileSystem.root().resolve("data"), "lucene", durability, LIMITS, 1)
            .withResumeAfter(Duration.ofMillis(10)),
        Observability.noop(),
        DiskFaultsRun.class.getClassLoader());
  }

  void run(int times) {
    for (int i = 0; i < times; i++) {
      for (int writes = random.nextInt(60); writes > 0; writes--) {
        requireWritten();
      }
      fail();
      if (sync && random.nextInt(5) == 0) {
        losePower();
      } else {
        heal();
        if (random.nextInt(3) == 0) {
          restart();
        }
      }
      compare();
    }
    database.close();
  }

  /** A merge that failed before may make itself felt only now. */
  private void requireWritten() {
    if (write() != null) {
      heal();
    }
  }

  private void fail() {
    faults++;
    switch (random.nextInt(5)) {
      case 0 -> fileSystem.limitWrites(random.nextInt(20_000));
      case 1 -> fileSystem.failNextForces(1 + random.nextInt(3));
      case 2 -> fileSystem.failForces(true);
      case 3 -> fileSystem.failWrites(true);
      default -> fileSystem.limitOpenFiles(fileSystem.openFiles() + random.nextInt(4));
    }
    int before = refused;
    for (int i = 0; i < 120 && refused < before + 3; i++) {
      VdbException failure = write();
      if (failure != null) {
        compare();
      }
      if (random.nextInt(20) == 0) {
        changeAlias();
      }
      if (random.nextInt(10) == 0) {
        changeVectors();
      }
      if (random.nextInt(20) == 0) {
        snapshot();
      }
    }
    compare();
  }

  private void heal() {
    fileSystem.limitWrites(Long.MAX_VALUE);
    fileSystem.failForces(false);
    fileSystem.failWrites(false);
    fileSystem.limitOpenFiles(Integer.MAX_VALUE);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!tryAll()) {
      assertThat(System.nanoTime()).as("seed %d: resumed", seed).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    boolean _ = decide(); // and it must stay so, also when it is opened again
    if (random.nextBoolean()) {
      changeVectors();
    }
  }

  /** Tells whether writes and changes are taken again. */
  private boolean tryAll() {
    return collection.info().status() != CollectionStatus.RED
        && decide()
        && write() == null
        && changeAlias();
  }

  private void losePower() {
    losses++;
    fileSystem.powerOffAfter(0);
    try {
      database.close();
    } catch (VdbException _) {
      // There is no power.
    }
    fileSystem.limitWrites(Long.MAX_VALUE);
    fileSystem.failForces(false);
    fileSystem.failWrites(false);
    fileSystem.limitOpenFiles(Integer.MAX_VALUE);
    if (random.nextBoolean()) {
      fileSystem.crash();
    } else {
      fileSystem.crash(random);
    }
    reopen();
    takeOver();
  }

  private void restart() {
    database.close();
    reopen();
  }

  private void reopen() {
    database = open();
    collection = database.collection(NAME);
  }

  /** A write that was refused when the power went may be there or not, as a whole. */
  private void takeOver() {
    boolean _ = decide();
    Map<PointId, Stored> found = found();
    if (!found.equals(known)) {
      settle();
    }
    outcome = Map.of();
    aliases.clear();
    database.aliases().forEach(alias -> aliases.add(alias.name()));
  }

  /** Writes something; returns why it was refused, if it was. */
  private @Nullable VdbException write() {
    Acknowledge acknowledge = random.nextBoolean() ? Acknowledge.VISIBLE : Acknowledge.DURABLE;
    PointWrite write = anyWrite();
    try {
      durable = collection.write(write, acknowledge).sequence();
    } catch (VdbException e) {
      assertThat(e.code()).as("seed %d: %s", seed, e).isEqualTo(ErrorCode.UNAVAILABLE);
      refused++;
      if (String.valueOf(e.getMessage()).contains("takes place then")) {
        awaitWrite();
      }
      return e;
    }
    settle();
    acknowledged++;
    return null;
  }

  /** What it does is in the log already; it is there once writes are taken again. */
  private void awaitWrite() {
    settle();
    pending = true;
  }

  private PointWrite anyWrite() {
    int kind = random.nextInt(10);
    if (kind > 5 || known.isEmpty()) {
      return upsert();
    }
    if (kind < 2) {
      List<PointId> ids =
          random.longs(1 + random.nextInt(4), 0, IDS).distinct().mapToObj(PointId::of).toList();
      outcome = new HashMap<>();
      ids.forEach(id -> outcome.put(id, null));
      return new PointWrite.Delete(new PointSelector.Ids(ids));
    }
    PointId id = List.copyOf(known.keySet()).get(random.nextInt(known.size()));
    Stored before = Objects.requireNonNull(known.get(id));
    if (kind < 4) {
      Payload fields = Payload.of(Map.of("set", random.nextInt(1_000)));
      outcome = Map.of(id, before.with(before.payload().mergedWith(fields)));
      return new PointWrite.SetPayload(new PointSelector.Ids(List.of(id)), fields, null);
    }
    NamedVectors vectors = vectors();
    outcome = Map.of(id, before.with(vectors));
    return new PointWrite.UpdateVectors(List.of(new PointVector(id, vectors)), Filter.ALL);
  }

  private PointWrite upsert() {
    Map<PointId, @Nullable Stored> puts = new HashMap<>();
    List<Point> points = new ArrayList<>();
    int most = random.nextInt(10) == 0 ? 60 : 6; // of many, some cross the end of a page
    for (long id : random.longs(1 + random.nextInt(most), 0, IDS).distinct().toArray()) {
      NamedVectors vectors = vectors();
      Payload payload = Payload.of(Map.of("n", random.nextInt(50), "s", "s" + random.nextInt(9)));
      points.add(new Point(PointId.of(id), vectors, payload));
      puts.put(PointId.of(id), Stored.of(vectors, payload));
    }
    outcome = puts;
    return new PointWrite.Upsert(points);
  }

  private NamedVectors vectors() {
    Map<String, VectorValue> vectors = new HashMap<>();
    vectors.put(NamedVectors.DEFAULT, new VectorValue.Dense(vector()));
    if (later && !uncertain && random.nextBoolean()) {
      vectors.put(LATER, new VectorValue.Dense(vector()));
    }
    return NamedVectors.of(vectors);
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  private void settle() {
    outcome.forEach(
        (id, stored) -> {
          if (stored == null) {
            known.remove(id);
          } else {
            known.put(id, stored);
          }
        });
    outcome = Map.of();
  }

  /** Lets the collection get a vector, or lose it. */
  private void changeVectors() {
    if (uncertain) {
      return;
    }
    try {
      WriteReceipt _ =
          later
              ? database.deleteVector(NAME, before -> before.without(LATER))
              : database.createVector(
                  NAME,
                  before -> before.with(LATER, VectorConfig.of(DIMENSION, Distance.EUCLID)));
      changedTo(!later);
    } catch (VdbException e) {
      assertThat(e.code()).as("seed %d: %s", seed, e).isEqualTo(ErrorCode.UNAVAILABLE);
      uncertain = true;
    }
  }

  private void changedTo(boolean isThere) {
    later = isThere;
    if (!later) {
      known.replaceAll((_, stored) -> stored.without(LATER));
      outcome = new HashMap<>(outcome);
      outcome.replaceAll((_, stored) -> stored == null ? null : stored.without(LATER));
    }
  }

  /** What failed counts or not, and from then on it is known. */
  private boolean decide() {
    boolean isThere = collection.config().hasVector(LATER);
    if (uncertain) {
      uncertain = false;
      changedTo(isThere);
    }
    assertThat(isThere).as("seed %d, fault %d: the vector is there", seed, faults).isEqualTo(later);
    return true;
  }

  private boolean changeAlias() {
    String alias = "a" + random.nextInt(5);
    boolean create = !aliases.contains(alias);
    try {
      database.updateAliases(
          List.of(
              create
                  ? new AliasAction.Create(alias, NAME)
                  : new AliasAction.Delete(alias)));
    } catch (VdbException e) {
      assertThat(e.code()).as("seed %d: %s", seed, e).isEqualTo(ErrorCode.UNAVAILABLE);
      return false;
    }
    boolean _ = create ? aliases.add(alias) : aliases.remove(alias);
    return true;
  }

  /** Whether it works depends on the fault; that it fails must harm nothing. */
  private void snapshot() {
    try {
      String name = database.snapshots().create(NAME).name();
      database.snapshots().delete(NAME, name);
    } catch (VdbException e) {
      assertThat(e.code()).as("seed %d: %s", seed, e).isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  /** All that was acknowledged is found, and nothing that was refused. */
  private void compare() {
    while (pending || collection.info().lastSequence() < durable) {
      if (collection.info().status() == CollectionStatus.RED) {
        return; // a write is in the log alone
      }
      pending = false;
      LockSupport.parkNanos(100_000);
    }
    Map<PointId, Stored> wanted = new TreeMap<>(known);
    Map<PointId, Stored> found = found();
    if (uncertain) {
      wanted.replaceAll((_, stored) -> stored.without(LATER));
      found.replaceAll((_, stored) -> stored.without(LATER));
    }
    assertThat(found).as("seed %d, fault %d", seed, faults).isEqualTo(wanted);
    assertThat(collection.count(null)).as("seed %d", seed).isEqualTo(known.size());
    assertThat(collection.search(SearchRequest.nearest(new float[DIMENSION], IDS)).points())
        .as("seed %d, fault %d", seed, faults)
        .extracting(point -> point.id())
        .containsExactlyInAnyOrderElementsOf(known.keySet());
    if (later && !uncertain) {
      wanted.values().removeIf(stored -> !stored.vectors().containsKey(LATER));
      assertThat(
              collection
                  .search(SearchRequest.nearest(new float[DIMENSION], IDS).using(LATER))
                  .points())
          .as("seed %d, fault %d", seed, faults)
          .extracting(point -> point.id())
          .containsExactlyInAnyOrderElementsOf(wanted.keySet());
    }
    Set<String> names = new HashSet<>();
    database.aliases().forEach(alias -> names.add(alias.name()));
    assertThat(names).as("seed %d", seed).isEqualTo(aliases);
  }

  private Map<PointId, Stored> found() {
    Map<PointId, Stored> found = new TreeMap<>();
    for (StoredRecord point : collection.scroll(null, IDS, null, Projection.ALL).points()) {
      found.put(
          point.id(),
          Stored.of(
              Objects.requireNonNull(point.vectors()), Objects.requireNonNull(point.payload())));
    }
    return found;
  }
}
