package io.vdb.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.log.LogListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Appends to a log and truncates it until the power fails at a random change, several times over,
 * and compares what is found afterwards with what was promised. An asynchronous log should be given
 * so much time that it never flushes by itself, or the outcome depends on chance.
 */
final class CrashingLog {

  private static final int CRASHES = 6;

  private final long seed;
  private final Random random;
  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final Path folder = fileSystem.root().resolve("log");
  private final LogConfig config;

  /** What was given to the log, by number from 1 on. */
  private List<String> given = new ArrayList<>();

  /** How many of them the log has promised to keep. */
  private int promised;

  private long truncated;

  CrashingLog(long seed, Durability durability) {
    this.seed = seed;
    this.random = new Random(seed);
    this.config = LogConfig.of(durability).withFileBytes(100 + random.nextInt(2000));
  }

  void run() throws IOException {
    for (int crash = 0; crash < CRASHES; crash++) {
      fileSystem.powerOffAfter(1 + random.nextInt(100));
      useUntilPowerLoss();
      if (seed % 2 == 0) {
        fileSystem.crash();
      } else {
        fileSystem.crash(random);
      }
    }
    check();
  }

  private void useUntilPowerLoss() throws IOException {
    try {
      FileOperationLog log = FileOperationLog.open(folder, config, LogListener.NOOP);
      compare(log);
      while (true) {
        if (random.nextInt(8) == 0) {
          truncate(log);
        } else {
          append(log);
        }
      }
    } catch (IOException e) {
      assertThat(e).as("seed %s", seed).hasMessage("The power is off");
    } catch (VdbException e) {
      assertThat(e).as("seed %s", seed).hasRootCauseMessage("The power is off");
    }
  }

  private void append(FileOperationLog log) {
    String[] group = new String[1 + random.nextInt(5)];
    for (int i = 0; i < group.length; i++) {
      group[i] = Long.toString(random.nextLong()).repeat(random.nextInt(60));
    }
    given.addAll(List.of(group));
    log.append(FileOperationLogFaultsTest.bodies(group));
    if (config.durability().isSync()) {
      promised = given.size();
    }
  }

  private void truncate(FileOperationLog log) throws IOException {
    truncated = Math.max(truncated, random.nextInt(given.size() + 1));
    log.truncateThrough(truncated);
  }

  private void check() throws IOException {
    try (FileOperationLog log = FileOperationLog.open(folder, config, LogListener.NOOP)) {
      compare(log);
    }
  }

  private void compare(FileOperationLog log) throws IOException {
    int last = (int) log.lastSequence();
    int first = (int) log.firstSequence();
    assertThat(last).as("seed %s", seed).isBetween(promised, given.size());
    assertThat((long) first).as("seed %s", seed).isBetween(1L, truncated + 1);
    assertThat(FileOperationLogFaultsTest.replay(log))
        .as("seed %s", seed)
        .isEqualTo(given.subList(first - 1, last));
    // What is found counts from now on, and what is not found is given up.
    given = new ArrayList<>(given.subList(0, last));
    promised = last;
  }
}
