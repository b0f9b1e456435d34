package io.vdb.it.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Collection;
import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import io.vdb.it.faults.LossyFileSystem;
import io.vdb.it.ledger.Ledger;
import io.vdb.it.server.Counts;
import io.vdb.it.server.Seeds;
import io.vdb.observability.spi.Observability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Power is lost while writes are flushed in the background: what is missing are the last ones, none of
 * them acknowledged longer ago than the bound, and never a collection or an alias.
 */
final class AsyncPowerLossTest {

  private static final int LIVES = Integer.getInteger("vdb.it.async.losses", 15);
  private static final Duration MAX_LOSS = Duration.ofMillis(40);
  private static final String NAME = "points";

  private final Random random = Seeds.random("vdb.it.powerloss.seed");
  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final DatabaseConfig config =
      new DatabaseConfig(
          fileSystem.root().resolve("data"),
          "lucene",
          Durability.async(MAX_LOSS),
          Ledger.LIMITS,
          1);

  /** When each write was acknowledged. */
  private final List<Long> acknowledged = new ArrayList<>();

  /** When the last write began that was acknowledged. */
  private long lastBegan;

  private int temporary;
  private int written;
  private int lost;

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void losesNothingOlderThanTheBound() {
    try (Database database = open()) {
      Collection _ =
          database.createCollection(NAME, CollectionConfig.of(1, Distance.DOT));
    }
    for (int life = 0; life < LIVES; life++) {
      Database database = open();
      try {
        check(database, life);
        live(database);
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
    Counts.of("Power losses with writes flushed in the background")
        .with("power losses", LIVES)
        .with("acknowledged writes", written)
        .with("acknowledged writes lost within the bound of " + MAX_LOSS.toMillis() + " ms", lost)
        .with("acknowledged writes lost beyond it", 0)
        .report();
    assertThat(lost).as("writes lost, or nothing was flushed in the background").isPositive();
  }

  private void live(Database database) {
    long end = System.nanoTime() + MAX_LOSS.multipliedBy(1 + random.nextInt(3)).toNanos();
    boolean off = false;
    while (true) { // until the power is off
      if (!off && System.nanoTime() > end) {
        fileSystem.powerOffAfter(random.nextInt(100));
        off = true;
      }
      write(database.collection(NAME));
      if (random.nextInt(50) == 0) {
        comeAndGo(database);
      }
    }
  }

  private void write(Collection collection) {
    int id = acknowledged.size();
    long began = System.nanoTime();
    var _ =
        collection.upsert(
            List.of(Point.of(id, new float[] {id}, Map.of())), Acknowledge.DURABLE);
    acknowledged.add(System.nanoTime());
    lastBegan = began;
    written++;
  }

  /** Another collection takes the place of one, and an alias of theirs follows. */
  private void comeAndGo(Database database) {
    temporary++;
    String name = "t" + temporary;
    Collection _ = database.createCollection(name, CollectionConfig.of(1, Distance.DOT));
    database.updateAliases(List.of(new AliasAction.Create("a", name)));
    if (temporary > 1) {
      boolean _ = database.deleteCollection("t" + (temporary - 1));
    }
  }

  private void check(Database database, int life) {
    int found = 0;
    for (var point :
        database
            .collection(NAME)
            .scroll(null, Math.max(1, acknowledged.size() + 1), null, Projection.ALL)
            .points()) {
      assertThat(point.id()).as("life %d: a write is missing", life).isEqualTo(PointId.of(found));
      found++;
    }
    for (int id = found; id < acknowledged.size(); id++) {
      assertThat(lastBegan - acknowledged.get(id))
          .as("life %d: nanoseconds from the acknowledgement of a lost write to the last", life)
          .isLessThanOrEqualTo(MAX_LOSS.toNanos());
      lost++;
    }
    while (acknowledged.size() > found) {
      acknowledged.removeLast();
    }
    while (acknowledged.size() < found) {
      acknowledged.add(lastBegan); // nobody had heard of it, and it is there
    }
    lastBegan = 0;
    requireNewest(database, life);
  }

  /** Collections and aliases are flushed at once, whatever is said of points. */
  private void requireNewest(Database database, int life) {
    List<String> names =
        database.collectionNames().stream().filter(name -> !name.equals(NAME)).toList();
    String newest = "t" + temporary;
    String before = "t" + (temporary - 1);
    if (temporary > 1) {
      assertThat(names).as("life %d", life).isNotEmpty().isSubsetOf(before, newest);
    }
    names.forEach(
        name -> {
          boolean _ = database.deleteCollection(name);
        });
    temporary = 0;
  }

  private Database open() {
    return Database.open(
        config, Observability.noop(), AsyncPowerLossTest.class.getClassLoader());
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
}
