package io.vdb.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.Durability;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.log.LogListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

final class FileOperationLogFaultsTest {

  private static final LogConfig SYNC = LogConfig.of(Durability.SYNC);

  private final LossyFileSystem fileSystem = new LossyFileSystem();
  private final Path folder = fileSystem.root().resolve("log");

  @Test
  void keepsEveryAcknowledgedRecordWhenThePowerFailsAtRandom() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      new CrashingLog(seed, Durability.SYNC).run();
    }
  }

  @Test
  void findsAWholeBeginningWhenThePowerFailsBetweenFlushes() throws IOException {
    Durability durability = Durability.async(Duration.ofHours(1));
    for (long seed = 0; seed < 100; seed++) {
      new CrashingLog(seed, durability).run();
    }
  }

  @Test
  void keepsTheNumbersWhenThePowerFailsAfterEverythingWasTruncated() throws IOException {
    try (FileOperationLog log = open(SYNC)) {
      log.append(bodies("a", "b", "c"));
      log.truncateThrough(3);
    }
    fileSystem.crash();
    try (FileOperationLog log = open(SYNC)) {
      assertThat(log.lastSequence()).isEqualTo(3);
      assertThat(replay(log)).isEmpty();
    }
  }

  @Test
  void acceptsNothingMoreAfterAFailedFlush() throws IOException {
    try (FileOperationLog log = open(SYNC)) {
      log.append(bodies("a"));
      fileSystem.failForces(true);
      assertUnavailable(log).hasRootCauseMessage("Input/output error");
      fileSystem.failForces(false);
      assertUnavailable(log).hasRootCauseMessage("Input/output error");
      assertThat(log.lastSequence()).isEqualTo(1);
    }
  }

  @Test
  void findsNothingOfWhatWasRefusedWhenItIsOpenedAgain() throws IOException {
    try (FileOperationLog log = open(SYNC)) {
      log.append(bodies("a"));
      fileSystem.failForces(true);
      assertUnavailable(log);
    }
    fileSystem.failForces(false);
    List<String> found;
    try (FileOperationLog log = open(SYNC)) {
      found = replay(log);
      log.append(bodies("next"));
    }
    assertThat(found).containsExactly("a");
    fileSystem.crash();
    try (FileOperationLog log = open(SYNC)) {
      assertThat(replay(log)).containsExactly("a", "next");
    }
  }

  @Test
  void beginsANewFileAfterAFailedFlushAndNeverFindsWhatWasRefused() throws IOException {
    for (int before : new int[] {0, 1, 40, 400}) {
      Path own = fileSystem.root().resolve("log-" + before);
      List<String> expected = new ArrayList<>();
      try (FileOperationLog log = FileOperationLog.open(own, SYNC, LogListener.NOOP)) {
        for (int i = 0; i < before; i++) {
          log.append(bodies("before" + i));
          expected.add("before" + i);
        }
        fileSystem.failForces(true);
        assertUnavailable(log);
        assertThatIOException().isThrownBy(log::resume).withMessage("Input/output error");
        fileSystem.failForces(false);
        assertUnavailable(log);
        log.resume();
        assertThat(log.append(bodies("after"))).isEqualTo(before + 1L);
        expected.add("after");
        assertThat(replay(log)).isEqualTo(expected);
      }
      fileSystem.crash();
      own = fileSystem.root().resolve("log-" + before);
      try (FileOperationLog log = FileOperationLog.open(own, SYNC, LogListener.NOOP)) {
        assertThat(replay(log)).isEqualTo(expected);
        log.truncateThrough(before);
        assertThat(log.append(bodies("last"))).isEqualTo(before + 2L);
      }
    }
  }

  @Test
  void writesAgainWhatWasAcknowledgedAndNotFlushed() throws IOException {
    LogConfig config = LogConfig.of(Durability.async(Duration.ofHours(1)));
    try (FileOperationLog log = open(config)) {
      log.append(bodies("flushed"));
      log.sync();
      log.append(bodies("a", "b"));
      fileSystem.failNextForces(1);
      assertThatThrownBy(log::sync).isInstanceOf(VdbException.class);
      log.resume();
      log.append(bodies("c"));
      fileSystem.crash();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("crashed");
    }
    try (FileOperationLog log = open(config)) {
      assertThat(replay(log)).containsExactly("flushed", "a", "b");
    }
  }

  @Test
  void reportsAFileThatCountsNoMoreWhenTheOneThatTookOverIsMissing() throws IOException {
    try (FileOperationLog log = open(SYNC)) {
      for (int i = 0; i < 400; i++) {
        log.append(bodies("before" + i));
      }
      fileSystem.failForces(true);
      assertUnavailable(log);
      fileSystem.failForces(false);
      log.resume();
      log.append(bodies("after"));
    }
    Path newest;
    try (Stream<Path> files = Files.list(folder)) {
      newest =
          files
              .filter(file -> file.toString().endsWith(".log"))
              .max(Comparator.comparing(Path::toString))
              .orElseThrow();
    }
    Files.delete(newest);
    assertThatThrownBy(() -> open(SYNC))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS));
  }

  @Test
  void acceptsNothingMoreOnceTheDiskIsFullAndGoesOnAfterReopening() throws IOException {
    for (int free = 0; free < 39; free++) {
      Path own = fileSystem.root().resolve("log-" + free);
      try (FileOperationLog log = FileOperationLog.open(own, SYNC, LogListener.NOOP)) {
        log.append(bodies("a"));
        fileSystem.limitWrites(free);
        assertUnavailable(log).hasRootCauseMessage("No space left on device");
        fileSystem.limitWrites(Long.MAX_VALUE);
        assertUnavailable(log).hasRootCauseMessage("No space left on device");
      }
      try (FileOperationLog log = FileOperationLog.open(own, SYNC, LogListener.NOOP)) {
        assertThat(log.append(bodies("b"))).isEqualTo(2);
        assertThat(replay(log)).containsExactly("a", "b");
      }
    }
  }

  @Test
  void acceptsNothingMoreWhenNoNewFileCanBeBegun() throws IOException {
    try (FileOperationLog log = open(SYNC.withFileBytes(1))) {
      log.append(bodies("a"));
      fileSystem.limitWrites(5);
      assertUnavailable(log);
      fileSystem.limitWrites(Long.MAX_VALUE);
      assertUnavailable(log);
    }
    try (FileOperationLog log = open(SYNC)) {
      assertThat(replay(log)).containsExactly("a");
    }
  }

  @Test
  void acceptsNothingMoreAfterAFailedFlushInTheBackground() throws IOException {
    LogConfig config = LogConfig.of(Durability.async(Duration.ofMillis(2)));
    try (FileOperationLog log = open(config)) {
      fileSystem.failForces(true);
      log.append(bodies("a"));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      assertThatThrownBy(
              () -> {
                while (System.nanoTime() < deadline) {
                  log.append(bodies("more"));
                }
              })
          .isInstanceOf(VdbException.class)
          .hasRootCauseMessage("Input/output error");
      fileSystem.failForces(false);
      assertUnavailable(log);
    }
  }

  @Test
  void losesOnlyUnflushedRecordsInAsyncMode() throws IOException {
    LogConfig config = LogConfig.of(Durability.async(Duration.ofHours(1)));
    FileOperationLog log = open(config);
    log.append(bodies("a"));
    log.close();
    FileOperationLog lost = open(config);
    lost.append(bodies("b"));
    fileSystem.crash();
    try (FileOperationLog reopened = open(config)) {
      assertThat(replay(reopened)).containsExactly("a");
    }
  }

  private FileOperationLog open(LogConfig config) throws IOException {
    return FileOperationLog.open(folder, config, LogListener.NOOP);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertUnavailable(
      FileOperationLog log) {
    return assertThatThrownBy(() -> log.append(bodies("refused")))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  static List<ByteBuffer> bodies(String... texts) {
    return Arrays.stream(texts)
        .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  static List<String> replay(FileOperationLog log) throws IOException {
    List<String> texts = new ArrayList<>();
    log.replay(0, (sequence, body) -> texts.add(StandardCharsets.UTF_8.decode(body).toString()));
    return texts;
  }
}
