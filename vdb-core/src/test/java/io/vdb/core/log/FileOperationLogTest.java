package io.vdb.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileOperationLogTest {

  @TempDir private Path folder;

  @Test
  void beginsEmptyWithNumberOne() throws IOException {
    try (FileOperationLog log = Logs.open(folder.resolve("new/log"))) {
      assertThat(log.lastSequence()).isZero();
      assertThat(log.firstSequence()).isEqualTo(1);
      assertThat(Logs.replay(log, 0)).isEmpty();
    }
  }

  @Test
  void numbersRecordsWithoutGaps() throws IOException {
    try (FileOperationLog log = Logs.open(folder)) {
      assertThat(log.append(Logs.bodies("a", "b"))).isEqualTo(1);
      assertThat(log.append(Logs.bodies("c"))).isEqualTo(3);
      assertThat(log.lastSequence()).isEqualTo(3);
    }
  }

  @Test
  void replaysInOrderAfterReopening() throws IOException {
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(Logs.bodies("a", "", "c"));
    }
    try (FileOperationLog log = Logs.open(folder)) {
      assertThat(log.append(Logs.bodies("d"))).isEqualTo(4);
      assertThat(Logs.replay(log, 0)).containsExactly("1:a", "2:", "3:c", "4:d");
    }
  }

  @Test
  void replaysOnlyWhatComesAfter() throws IOException {
    try (FileOperationLog log = Logs.open(folder, 100)) {
      for (int i = 0; i < 10; i++) {
        log.append(Logs.bodies("r" + i));
      }
      assertThat(Logs.replay(log, 8)).containsExactly("9:r8", "10:r9");
    }
  }

  @Test
  void consumesBodiesFromPositionToLimit() throws IOException {
    ByteBuffer body = Logs.body("xabcx").position(1).limit(4);
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(List.of(body));
      assertThat(body.remaining()).isZero();
      assertThat(Logs.replay(log, 0)).containsExactly("1:abc");
    }
  }

  @Test
  void appendsNothingForAnEmptyGroup() throws IOException {
    RecordingListener listener = new RecordingListener();
    try (FileOperationLog log = FileOperationLog.open(folder, Logs.SYNC, listener)) {
      assertThat(log.append(List.of())).isEqualTo(1);
      assertThat(log.lastSequence()).isZero();
    }
    assertThat(listener.groups).hasValue(0);
  }

  @Test
  void flushesOnceForAGroup() throws IOException {
    RecordingListener listener = new RecordingListener();
    try (FileOperationLog log = FileOperationLog.open(folder, Logs.SYNC, listener)) {
      List<ByteBuffer> group = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        group.add(Logs.body("record " + i));
      }
      long before = log.sizeBytes();
      log.append(group);
      assertThat(listener.forces).hasValue(1);
      assertThat(listener.records).hasValue(5000);
      assertThat(listener.bytes).hasValue(log.sizeBytes() - before);
    }
    assertThat(listener.forces).as("closing has nothing left to flush").hasValue(1);
  }

  @Test
  void beginsANewFileAtTheSizeSet() throws IOException {
    try (FileOperationLog log = Logs.open(folder, 1000)) {
      for (int i = 0; i < 40; i++) {
        log.append(Logs.bodies("0123456789".repeat(5)));
      }
      assertThat(Logs.files(folder)).hasSizeGreaterThan(3);
      assertThat(log.sizeBytes()).isEqualTo(totalSize());
    }
    for (Path file : Logs.files(folder)) {
      assertThat(Files.size(file)).isLessThanOrEqualTo(1000);
    }
    assertThat(Logs.replay(folder)).hasSize(40);
  }

  @Test
  void namesFilesByTheirFirstRecord() throws IOException {
    try (FileOperationLog log = Logs.open(folder, 1)) {
      log.append(Logs.bodies("a", "b"));
      log.append(Logs.bodies("c"));
    }
    assertThat(Logs.files(folder))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("00000000000000000001.log", "00000000000000000003.log");
  }

  @Test
  void keepsAGroupInOneFile() throws IOException {
    try (FileOperationLog log = Logs.open(folder, 100)) {
      log.append(Logs.bodies("a".repeat(90), "b".repeat(90), "c".repeat(90)));
    }
    assertThat(Logs.files(folder)).hasSize(1);
  }

  @Test
  void forgetsWholeFilesWhenTruncated() throws IOException {
    try (FileOperationLog log = Logs.open(folder, 1)) {
      for (int i = 0; i < 5; i++) {
        log.append(Logs.bodies("r" + i));
      }
      log.truncateThrough(3);
      assertThat(log.firstSequence()).isEqualTo(4);
      assertThat(Logs.replay(log, 0)).containsExactly("4:r3", "5:r4");
      assertThat(log.sizeBytes()).isEqualTo(totalSize());
    }
    assertThat(Logs.files(folder)).hasSize(2);
  }

  @Test
  void keepsFilesThatHoldLaterRecords() throws IOException {
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(Logs.bodies("a", "b"));
      log.truncateThrough(1);
      assertThat(Logs.replay(log, 0)).containsExactly("1:a", "2:b");
    }
  }

  @Test
  void goesOnNumberingWhenEveryRecordIsGone() throws IOException {
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(Logs.bodies("a", "b", "c"));
      log.truncateThrough(3);
      assertThat(log.lastSequence()).isEqualTo(3);
      assertThat(log.firstSequence()).isEqualTo(4);
    }
    try (FileOperationLog log = Logs.open(folder)) {
      assertThat(log.lastSequence()).isEqualTo(3);
      assertThat(log.append(Logs.bodies("d"))).isEqualTo(4);
      assertThat(Logs.replay(log, 0)).containsExactly("4:d");
    }
  }

  @Test
  void truncatesTwiceWithoutBeginningAnotherFile() throws IOException {
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(Logs.bodies("a"));
      log.truncateThrough(1);
      Path file = Logs.onlyFile(folder);
      log.truncateThrough(1);
      assertThat(Logs.onlyFile(folder)).isEqualTo(file);
    }
  }

  @Test
  void beginsAtTheInitialNumberWhenThereIsNoFile() throws IOException {
    try (FileOperationLog log =
        FileOperationLog.open(folder, Logs.SYNC.withInitialSequence(50), LogListener.NOOP)) {
      assertThat(log.lastSequence()).isEqualTo(49);
      assertThat(log.append(Logs.bodies("a"))).isEqualTo(50);
    }
    try (FileOperationLog log = Logs.open(folder)) {
      assertThat(log.lastSequence()).isEqualTo(50);
    }
  }

  @Test
  void refusesABodyAboveTheMaximumAndAppendsNothing() throws IOException {
    LogConfig config = Logs.SYNC.withMaxRecordBytes(10);
    try (FileOperationLog log = FileOperationLog.open(folder, config, LogListener.NOOP)) {
      assertThatThrownBy(() -> log.append(Logs.bodies("fits", "does not fit")))
          .isInstanceOfSatisfying(
              VdbException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageContaining("12 bytes")
          .hasMessageContaining("10");
      assertThat(log.append(Logs.bodies("next"))).isEqualTo(1);
      assertThat(Logs.replay(log, 0)).containsExactly("1:next");
    }
  }

  @Test
  void keepsBigBodiesWhole() throws IOException {
    byte[] big = new byte[20_000_001];
    new Random(7).nextBytes(big);
    List<byte[]> read = new ArrayList<>();
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(List.of(Logs.body("a"), ByteBuffer.wrap(big), Logs.body("b")));
    }
    try (FileOperationLog log = Logs.open(folder)) {
      log.replay(
          0,
          (sequence, body) -> {
            byte[] bytes = new byte[body.remaining()];
            body.get(bytes);
            read.add(bytes);
          });
    }
    assertThat(read).hasSize(3);
    assertThat(read.get(1)).isEqualTo(big);
  }

  @Test
  void leavesForeignFilesAlone() throws IOException {
    Files.writeString(folder.resolve("notes.log"), "hello");
    Files.writeString(folder.resolve("99999999999999999999.log"), "beyond a long");
    try (FileOperationLog log = Logs.open(folder)) {
      log.append(Logs.bodies("a"));
      log.truncateThrough(1);
    }
    assertThat(folder.resolve("notes.log")).hasContent("hello");
    assertThat(folder.resolve("99999999999999999999.log")).hasContent("beyond a long");
  }

  @Test
  void refusesAppendsOnceClosed() throws IOException {
    FileOperationLog log = Logs.open(folder);
    log.close();
    log.close();
    assertThatThrownBy(() -> log.append(Logs.bodies("a")))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void survivesInterruptsOfTheAppendingThread() throws IOException {
    try (FileOperationLog log = Logs.open(folder, 200)) {
      for (int i = 0; i < 20; i++) {
        Thread.currentThread().interrupt();
        log.append(Logs.bodies("record " + i));
        assertThat(Thread.interrupted()).as("flag is kept").isTrue();
      }
    }
    assertThat(Logs.replay(folder)).hasSize(20);
  }

  @Test
  void survivesInterruptsDuringWritesAndFlushes() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread appender = Thread.currentThread();
    Thread interrupter =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!done.get()) {
                    appender.interrupt();
                    LockSupport.parkNanos(20_000);
                  }
                });
    try (FileOperationLog log = Logs.open(folder, 5_000)) {
      for (int i = 0; i < 300; i++) {
        log.append(Logs.bodies("record " + i, "x".repeat(300)));
      }
    } finally {
      done.set(true);
      while (interrupter.isAlive()) {
        Thread.interrupted();
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
    assertThat(Logs.replay(folder)).hasSize(600).last().isEqualTo("600:" + "x".repeat(300));
  }

  @Test
  void flushesInTheBackgroundWithinTheBound() throws Exception {
    RecordingListener listener = new RecordingListener();
    // Long enough for two appends on a busy machine.
    LogConfig config = LogConfig.of(Durability.async(Duration.ofSeconds(1)));
    try (FileOperationLog log = FileOperationLog.open(folder, config, listener)) {
      long start = System.nanoTime();
      log.append(Logs.bodies("a"));
      log.append(Logs.bodies("b"));
      assertThat(listener.forces).as("not flushed by the append").hasValue(0);
      await(() -> listener.forces.get() > 0);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(listener.forces).hasValue(1);
    }
    assertThat(listener.forces).as("closing has nothing left to flush").hasValue(1);
  }

  @Test
  void takesNoMoreRecordsWhenAnErrorEndsFlushingInTheBackground() throws Exception {
    LogListener broken =
        new LogListener() {
          @Override
          public void appended(int records, long bytes) {}

          @Override
          public void forced(long startNanos, long nanos) {
            throw new AssertionError("broken");
          }
        };
    LogConfig config = LogConfig.of(Durability.async(Duration.ofSeconds(1)));
    try (FileOperationLog log = FileOperationLog.open(folder, config, broken)) {
      await(
          () -> {
            try {
              log.append(Logs.bodies("a"));
              return false;
            } catch (VdbException e) {
              return e.code() == ErrorCode.UNAVAILABLE;
            }
          });
    }
  }

  @Test
  void flushesAsyncRecordsWhenClosed() throws IOException {
    RecordingListener listener = new RecordingListener();
    LogConfig config = LogConfig.of(Durability.async(Duration.ofHours(1)));
    try (FileOperationLog log = FileOperationLog.open(folder, config, listener)) {
      log.append(Logs.bodies("a"));
    }
    assertThat(listener.forces).hasValue(1);
  }

  @Test
  void flushesAsyncRecordsBeforeANewFileBegins() throws IOException {
    RecordingListener listener = new RecordingListener();
    LogConfig config = LogConfig.of(Durability.async(Duration.ofHours(1))).withFileBytes(1);
    try (FileOperationLog log = FileOperationLog.open(folder, config, listener)) {
      log.append(Logs.bodies("a"));
      log.append(Logs.bodies("b"));
      assertThat(listener.forces).hasValue(1);
    }
  }

  @Test
  void letsOtherThreadsReadSizesAndRecordsWhileAppending() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean done = new AtomicBoolean();
    try (FileOperationLog log = Logs.open(folder, 2_000)) {
      Thread reader =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, e) -> failure.set(e))
              .start(() -> readUntil(done, log));
      for (int i = 1; i <= 500; i++) {
        log.append(Logs.bodies("record " + i));
      }
      done.set(true);
      reader.join();
    }
    assertThat(failure.get()).isNull();
  }

  @Test
  void actsAsAListUnderRandomOperations() throws IOException {
    for (long seed = 1; seed <= 12; seed++) {
      Path own = folder.resolve("seed-" + seed);
      new ListModel(own, seed).run();
    }
  }

  private static void readUntil(AtomicBoolean done, FileOperationLog log) {
    while (!done.get()) {
      long last = log.lastSequence();
      long size = log.sizeBytes();
      try {
        List<String> records = Logs.replay(log, 0);
        assertThat((long) records.size()).isGreaterThanOrEqualTo(last);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      assertThat(log.sizeBytes()).isGreaterThanOrEqualTo(size);
      assertThat(log.firstSequence()).isEqualTo(1);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Condition did not come true within 30 s");
      }
      Thread.onSpinWait();
    }
  }

  private long totalSize() throws IOException {
    long bytes = 0;
    for (Path file : Logs.files(folder)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** Runs random operations on a log and on a list, and compares. */
  private static final class ListModel {

    private final Path folder;
    private final long seed;
    private final Random random;
    private final LogConfig config;
    private final List<String> expected = new ArrayList<>();

    ListModel(Path folder, long seed) {
      this.folder = folder;
      this.seed = seed;
      this.random = new Random(seed);
      Durability durability =
          seed % 4 == 0 ? Durability.async(Duration.ofMillis(1)) : Durability.SYNC;
      this.config = LogConfig.of(durability).withFileBytes(200 + random.nextInt(2000));
    }

    void run() throws IOException {
      FileOperationLog log = reopen();
      for (int step = 0; step < 80; step++) {
        switch (random.nextInt(10)) {
          case 0 -> {
            log.close();
            log = reopen();
          }
          case 1 -> log.truncateThrough(random.nextInt(expected.size() + 1));
          default -> append(log);
        }
        check(log);
      }
      log.close();
    }

    private FileOperationLog reopen() throws IOException {
      return FileOperationLog.open(folder, config, LogListener.NOOP);
    }

    private void append(FileOperationLog log) {
      List<ByteBuffer> group = new ArrayList<>();
      int records = 1 + random.nextInt(4);
      for (int i = 0; i < records; i++) {
        String text = Integer.toString(random.nextInt()).repeat(random.nextInt(20));
        expected.add((expected.size() + 1) + ":" + text);
        group.add(Logs.body(text));
      }
      assertThat(log.append(group)).as("seed %s", seed).isEqualTo(expected.size() - records + 1);
    }

    private void check(FileOperationLog log) throws IOException {
      int first = (int) log.firstSequence();
      assertThat(log.lastSequence()).as("seed %s", seed).isEqualTo(expected.size());
      assertThat(Logs.replay(log, 0))
          .as("seed %s", seed)
          .isEqualTo(expected.subList(first - 1, expected.size()));
    }
  }
}
