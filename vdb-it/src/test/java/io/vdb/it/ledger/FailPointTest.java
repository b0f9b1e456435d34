package io.vdb.it.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.engine.Database;
import io.vdb.core.fault.FailPoint;
import io.vdb.it.server.Counts;
import io.vdb.it.server.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process ends at every fail point that there is, and another one finds what it must. */
@Order(1)
final class FailPointTest {

  private static final int ROUNDS = Integer.getInteger("vdb.it.failpoint.rounds", 1);

  /** The one point to try, or all. */
  private static final String ONLY = System.getProperty("vdb.it.failpoint.only", "");

  /** So many steps pass every point many times. */
  private static final int STEPS = 5_000;

  private static final int PARALLEL = 2;

  /** Those that are passed while a database is opened. */
  private static final Set<FailPoint> AT_START =
      EnumSet.of(
          FailPoint.RECOVERY_UNKNOWN,
          FailPoint.RECOVERY_REPAIR,
          FailPoint.RECOVERY_REPAIRED,
          FailPoint.RECOVERY_REPLAY);

  @TempDir private Path folder;

  private final Random random = Seeds.random("vdb.it.failpoint.seed");
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger unacknowledged = new AtomicInteger();
  private final AtomicInteger restored = new AtomicInteger();

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void losesNothingAtAnyPoint() throws Exception {
    List<Future<?>> cases = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (FailPoint point : FailPoint.values()) {
          long seed = random.nextLong();
          int passing = 1 + random.nextInt(round == 0 ? 2 : 20);
          Path data = folder.resolve(point.label() + round);
          if (!ONLY.isEmpty() && !ONLY.equals(point.label())) {
            continue; // with the same seed as among all of them
          }
          cases.add(
              threads.submit(
                  () -> {
                    end(point, passing, seed, data);
                    return null;
                  }));
        }
      }
      for (Future<?> one : cases) {
        one.get();
      }
    }
    Counts.of("Ends at fail points")
        .with("fail points", cases.size() / ROUNDS)
        .with("ends at each", ROUNDS)
        .with("acknowledged steps", acknowledged.get())
        .with("steps found that nobody had heard of", unacknowledged.get())
        .with("snapshots restored and compared", restored.get())
        .with("acknowledged steps lost", 0)
        .report();
  }

  @Test
  void refusesToStartWithAPointThatThereIsNot() throws Exception {
    Process process = start("log-apend:1", folder.resolve("refused"), 1, 1);
    List<String> said = process.inputReader().readAllLines();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).doesNotContain(Victim.OPEN);
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  private void end(FailPoint point, int passing, long seed, Path data) throws Exception {
    String what = point.label() + ":" + passing + " with seed " + seed;
    Ledger ledger = new Ledger(seed);
    try {
      if (AT_START.contains(point)) {
        run(before(point) + ":" + passing, data, seed, STEPS, ledger);
        run(point.label() + ":1", data, seed, 0, ledger);
      } else {
        run(point.label() + ":" + passing, data, seed, STEPS, ledger);
      }
      try (Database database = Victim.open(data)) {
        if (ledger.settle(database)) {
          unacknowledged.incrementAndGet();
        }
        for (int i = 0; i < 20; i++) {
          ledger.take(ledger.begin(), database); // it goes on as if nothing had happened
        }
        restored.addAndGet(ledger.restoreAll(database));
      }
      try (Database database = Victim.open(data)) {
        assertThat(ledger.settle(database)).as(what).isFalse();
      }
      acknowledged.addAndGet(ledger.number());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("ended at " + what, e);
    }
  }

  /** Returns where a process has to end for the next start to pass a point. */
  private static String before(FailPoint point) {
    FailPoint before =
        switch (point) {
          case RECOVERY_UNKNOWN -> FailPoint.COLLECTION_PREPARED;
          case RECOVERY_REPAIR, RECOVERY_REPAIRED -> FailPoint.LOG_WRITE;
          default -> FailPoint.FLUSH_APPLIED;
        };
    return before.label();
  }

  /** Runs until the point is reached, and lets the ledger know what the process said. */
  private static void run(String point, Path data, long seed, int steps, Ledger ledger)
      throws IOException, InterruptedException {
    Process process = start(point, data, seed, steps);
    try (BufferedReader said = process.inputReader()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.equals(Victim.STEP)) {
          Step _ = ledger.begin();
        } else if (line.startsWith(Victim.DONE)) {
          ledger.acknowledged(line.substring(Victim.DONE.length()));
        }
      }
    }
    assertThat(process.waitFor())
        .as("exit code of the process that ends at %s, at step %d", point, ledger.number())
        .isEqualTo(FailPoint.EXIT_CODE);
  }

  private static Process start(String point, Path data, long seed, int steps)
      throws IOException {
    Files.createDirectories(data.getParent());
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Xshare:auto",
            "-Dvdb.fail.point=" + point,
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            data.toString(),
            Long.toString(seed),
            Integer.toString(steps))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
