package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.engine.Limits;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.core.snapshot.Progress;
import io.vdb.core.snapshot.SnapshotFile;
import io.vdb.core.snapshot.SnapshotInfo;
import io.vdb.core.snapshot.SnapshotVisitor;
import io.vdb.it.faults.LossyFileSystem;
import io.vdb.it.server.Seeds;
import io.vdb.observability.spi.Observability;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Power is lost at any change of the disk while snapshots are made, deleted and restored: every
 * snapshot that is there is whole, those that were acknowledged are there, and a collection is what it
 * was or what the snapshot holds.
 */
final class SnapshotPowerLossTest {

  private static final int LIVES = Integer.getInteger("vdb.it.snapshot.losses", 25);
  private static final String NAME = "points";

  /** So few recent points that there are commits to copy. */
  private static final Limits LIMITS =
      new Limits(10_000, 10_000, 100_000, 10_000, 1 << 20, 64L << 20, 64L << 20, 20);

  private final Random random = Seeds.random("vdb.it.powerloss.seed");
  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final DatabaseConfig config =
      new DatabaseConfig(
          fileSystem.root().resolve("data"), "lucene", Durability.SYNC, LIMITS, 1);

  /** What each snapshot holds that was acknowledged and not deleted. */
  private final Map<String, Map<PointId, String>> snapshots = new HashMap<>();

  private Map<PointId, String> known = new TreeMap<>();

  /** What there is if what was under way took place. */
  private Map<PointId, String> next = known;

  private int value;
  private int made;
  private int restored;

  @Test
  void leavesNothingHalf() throws IOException {
    try (Database database = open()) {
      var _ = database.createCollection(NAME, CollectionConfig.of(2, Distance.EUCLID));
    }
    for (int life = 0; life < LIVES; life++) {
      Database database = open();
      try {
        check(database, life);
        fileSystem.powerOffAfter(random.nextInt(600));
        while (true) { // until the power is off
          step(database);
        }
      } catch (VdbException e) {
        requirePowerLoss(e);
      } finally {
        close(database);
      }
      if (random.nextBoolean()) {
        fileSystem.crash();
      } else {
        fileSystem.crash(random);
      }
    }
    try (Database database = open()) {
      check(database, LIVES);
    }
    System.out.println(
        LIVES + " power losses within " + made + " snapshots that were made and " + restored
            + " that were restored");
    assertThat(made).isPositive();
    assertThat(restored).isPositive();
  }

  private Database open() {
    return Database.open(
        config, Observability.noop(), SnapshotPowerLossTest.class.getClassLoader());
  }

  private void close(Database database) {
    try {
      database.close();
    } catch (VdbException e) {
      requirePowerLoss(e);
    }
  }

  /** Nothing but the power loss may have made the database fail. */
  private void requirePowerLoss(VdbException e) {
    if (fileSystem.hasPower()) {
      throw new AssertionError("the power was on", e);
    }
  }

  private void step(Database database) {
    switch (random.nextInt(10)) {
      case 0, 1 -> make(database);
      case 2, 3 -> restore(database);
      case 4 -> delete(database);
      default -> write(database.collection(NAME));
    }
  }

  private void write(Collection collection) {
    value++;
    Map<PointId, String> after = new TreeMap<>(known);
    List<Point> points =
        random
            .ints(5, 0, 60)
            .distinct()
            .mapToObj(id -> Point.of(id, new float[] {id, value}, Map.of("v", value)))
            .toList();
    points.forEach(point -> after.put(point.id(), String.valueOf(point.payload())));
    next = after;
    var _ = collection.upsert(points);
    known = next;
  }

  private void make(Database database) {
    SnapshotInfo info = database.snapshots().create(NAME);
    snapshots.put(info.name(), known);
    made++;
  }

  private String any() {
    List<String> names = List.copyOf(snapshots.keySet());
    return names.get(random.nextInt(names.size()));
  }

  private void restore(Database database) {
    if (snapshots.isEmpty()) {
      return;
    }
    String name = any();
    next = snapshots.get(name);
    String _ =
        database
            .snapshots()
            .restore(NAME, database.snapshots().file(NAME, name), name, null);
    known = next;
    restored++;
  }

  private void delete(Database database) {
    if (snapshots.size() < 3) {
      return;
    }
    String name = any();
    snapshots.remove(name);
    database.snapshots().delete(NAME, name);
  }

  private void check(Database database, int life) throws IOException {
    Map<PointId, String> found = content(database.collection(NAME));
    if (!found.equals(known)) {
      assertThat(found).as("life %d", life).isEqualTo(next);
      known = next;
    }
    next = known;
    Path folder = config.snapshots().resolve(NAME);
    for (SnapshotInfo info : database.snapshots().list(NAME)) {
      assertThat(info.sha256()).as("life %d", life).isNotNull();
      try (SnapshotFile file =
          SnapshotFile.open(folder.resolve(info.name()), info.name())) {
        assertThat(file.read(SnapshotVisitor.NONE, Progress.NONE))
            .as("life %d", life)
            .isEqualTo(info.sha256());
      }
    }
    Set<String> names =
        Set.copyOf(database.snapshots().list(NAME).stream().map(SnapshotInfo::name).toList());
    assertThat(names).as("life %d", life).containsAll(snapshots.keySet());
    assertThat(count(fileSystem.root().resolve("data/collections")))
        .as("folders of collections, life %d", life)
        .isEqualTo(1);
    if (Files.exists(folder)) {
      assertThat(count(folder)).as("files, life %d", life).isEqualTo(2 * names.size());
    }
  }

  private static Map<PointId, String> content(Collection collection) {
    Map<PointId, String> content = new TreeMap<>();
    collection
        .scroll(null, 10_000, null, Projection.PAYLOAD)
        .points()
        .forEach(point -> content.put(point.id(), String.valueOf(point.payload())));
    return content;
  }

  private static int count(Path folder) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path _ : entries) {
        count++;
      }
    }
    return count;
  }
}
