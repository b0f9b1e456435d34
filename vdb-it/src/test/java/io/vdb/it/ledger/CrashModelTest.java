package io.vdb.it.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Database;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.it.faults.LossyFileSystem;
import io.vdb.it.server.Counts;
import io.vdb.it.server.Seeds;
import io.vdb.observability.spi.Observability;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One database through very many steps, restarts and power losses, while the clock of the machine
 * jumps: it is always what was acknowledged.
 */
final class CrashModelTest {

  private static final int STEPS = Integer.getInteger("vdb.it.ledger.steps", 6_000);
  private static final int RESTARTS = Integer.getInteger("vdb.it.ledger.restarts", 30);
  private static final Duration JUMP = Duration.ofHours(1);

  private final Random random = Seeds.random("vdb.it.ledger.seed");
  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH.plus(JUMP));
  private final DatabaseConfig config =
      new DatabaseConfig(
              fileSystem.root().resolve("data"), "lucene", Durability.SYNC, Ledger.LIMITS, 1)
          .withWallClock(now::get);
  private final Ledger ledger = new Ledger(random.nextLong());

  private int losses;
  private int unacknowledged;
  private int restored;
  private int jumps;

  @Test
  @Timeout(value = 6, unit = TimeUnit.HOURS)
  void isAlwaysWhatWasAcknowledged() {
    int share = STEPS / RESTARTS;
    for (int life = 0; life < RESTARTS; life++) {
      if (random.nextInt(5) == 0) {
        loseWhileOpening();
      }
      live(share);
      if (!fileSystem.hasPower()) {
        crash();
      }
    }
    try (Database database = open()) {
      settle(database);
      restored += ledger.restoreAll(database);
    }
    Counts.of("Model of a database with crashes")
        .with("steps", ledger.number())
        .with("restarts", RESTARTS)
        .with("power losses", losses)
        .with("steps found that nobody had heard of", unacknowledged)
        .with("snapshots restored and compared", restored)
        .with("jumps of the clock by an hour", jumps)
        .with("acknowledged steps lost", 0)
        .report();
    assertThat(losses).isPositive();
    assertThat(jumps).isPositive();
  }

  private void live(int steps) {
    Database database = open();
    try {
      settle(database);
      if (random.nextInt(4) == 0) {
        restored += ledger.restoreAll(database);
      }
      for (int i = 0; i < steps; i++) {
        step(database);
      }
      if (random.nextInt(4) > 0) {
        fileSystem.powerOffAfter(random.nextInt(400)); // in the middle of what follows
        for (int i = random.nextInt(60); i >= 0; i--) {
          step(database);
        }
      }
    } catch (VdbException e) {
      requirePowerLoss(e);
    } finally {
      close(database);
    }
  }

  private void step(Database database) {
    if (random.nextInt(50) == 0) {
      now.updateAndGet(before -> random.nextBoolean() ? before.plus(JUMP) : before.minus(JUMP));
      jumps++;
    }
    Step step = ledger.begin();
    ledger.take(step, database);
    if (step.visible() && !step.collection().isEmpty() && random.nextInt(20) == 0) {
      ledger.requireSeen(database, step.collection());
    }
  }

  private void loseWhileOpening() {
    fileSystem.powerOffAfter(random.nextInt(60));
    try {
      close(open());
    } catch (VdbException e) {
      requirePowerLoss(e);
    }
    if (!fileSystem.hasPower()) {
      crash();
    }
  }

  private void crash() {
    losses++;
    if (random.nextBoolean()) {
      fileSystem.crash();
    } else {
      fileSystem.crash(random);
    }
  }

  private void settle(Database database) {
    if (ledger.number() > 0 && ledger.settle(database)) {
      unacknowledged++;
    }
  }

  private Database open() {
    return Database.open(config, Observability.noop(), CrashModelTest.class.getClassLoader());
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
      throw new AssertionError("the power was on, at step " + ledger.number(), e);
    }
  }
}
