package io.vdb.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
final class QueuedOutputTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LINE = 8;
  private static final int CAPACITY = 100 * (LINE + QueuedOutput.BYTES_BESIDE_TEXT);

  private final Target target = new Target();
  private final LostLines lost = new LostLines();
  private final QueuedOutput output = start(CAPACITY);

  /** Keeps what is written, and stalls or fails on request. */
  private static final class Target extends OutputStream {

    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean failing;
    private volatile boolean broken;
    private volatile boolean flushFails;

    @Override
    public void write(int b) throws IOException {
      throw new IOException("lines come whole");
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        reached.countDown();
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (failing) {
        throw new IOException("no space left");
      }
      if (broken) {
        throw new NoClassDefFoundError("of a target");
      }
      synchronized (lines) {
        lines.add(new String(bytes, from, length, StandardCharsets.UTF_8));
      }
    }

    @Override
    public void flush() throws IOException {
      if (flushFails) {
        throw new IOException("no space left");
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }

    List<String> lines() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }

    CountDownLatch stall() {
      CountDownLatch opened = new CountDownLatch(1);
      gate = opened;
      return opened;
    }
  }

  private QueuedOutput start(int capacity) {
    return QueuedOutput.start(
        target,
        capacity,
        lost,
        lines -> ("lost " + lines).getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void end() {
    target.gate.countDown();
    output.close();
  }

  private static byte[] line(int number) {
    return "%08d".formatted(number).getBytes(StandardCharsets.UTF_8);
  }

  private void write(int number) {
    byte[] line = line(number);
    output.write(line, 0, line.length);
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj("%08d"::formatted).toList();
  }

  @Test
  void writesLinesInTheirOrder() {
    for (int i = 0; i < 5_000; i++) {
      write(i);
      if (i % 50 == 49) {
        output.finish(PATIENCE); // so that there is always room
      }
    }

    assertThat(target.lines()).isEqualTo(numbers(0, 5_000));
    assertThat(lost.dropped() + lost.refused()).isZero();
  }

  @Test
  void keepsTheOrderOfEachThreadAndEachLineWhole() throws Exception {
    QueuedOutput large = start(1 << 20);
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                t ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int i = 0; i < 1_000; i++) {
                                byte[] line = line(t * 1_000 + i);
                                large.write(line, 0, line.length);
                              }
                            }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    large.close();

    assertThat(target.lines()).hasSize(8_000);
    for (int t = 0; t < 8; t++) {
      int first = t * 1_000;
      assertThat(target.lines())
          .filteredOn(line -> Integer.parseInt(line) / 1_000 == first / 1_000)
          .isEqualTo(numbers(first, first + 1_000));
    }
  }

  @Test
  void neverWaitsForATargetThatStallsAndCountsAndTellsWhatWasLost() throws Exception {
    CountDownLatch opened = target.stall();
    write(0);
    target.reached.await();
    for (int i = 1; i < 250; i++) {
      write(i); // returns, or the test ends by its timeout
    }

    assertThat(lost.dropped()).isEqualTo(150);
    assertThat(lost.refused()).isZero();
    assertThat(target.lines()).isEmpty();

    opened.countDown();
    output.finish(PATIENCE);
    write(250);
    output.finish(PATIENCE);

    List<String> expected = new ArrayList<>(numbers(0, 100));
    expected.add("lost 150");
    expected.addAll(numbers(250, 251));
    assertThat(target.lines()).isEqualTo(expected);
    assertThat(lost.dropped()).isEqualTo(150);
  }

  @Test
  void letsNoLineOvertakeTheOneThatTellsOfALoss() throws Exception {
    CountDownLatch opened = target.stall();
    write(0);
    target.reached.await();
    output.write(new byte[CAPACITY], 0, CAPACITY);
    write(1); // there would be room for it

    assertThat(lost.dropped()).isEqualTo(2);

    opened.countDown();
    output.finish(PATIENCE);
    write(2);
    output.finish(PATIENCE);

    assertThat(target.lines()).containsExactly("00000000", "lost 2", "00000002");
  }

  @Test
  void tellsOfALineThatIsLargerThanAllTheRoom() {
    output.write(new byte[CAPACITY], 0, CAPACITY);
    output.finish(PATIENCE);

    assertThat(target.lines()).containsExactly("lost 1");
    assertThat(lost.dropped()).isEqualTo(1);
  }

  @Test
  void countsAndTellsOfLinesThatTheTargetRefuses() {
    target.failing = true;
    for (int i = 0; i < 5; i++) {
      write(i);
    }
    output.finish(PATIENCE);
    assertThat(lost.refused()).isEqualTo(5);

    target.failing = false;
    write(5);
    output.finish(PATIENCE);

    assertThat(target.lines()).containsExactly("lost 5", "00000005");
    assertThat(lost.refused()).isEqualTo(5);
    assertThat(lost.dropped()).isZero();
  }

  @Test
  void countsAndTellsOfLinesThatMeetAnError() {
    target.broken = true;
    for (int i = 0; i < 5; i++) {
      write(i);
    }
    output.finish(PATIENCE);
    target.broken = false;
    write(5);
    output.finish(PATIENCE);

    assertThat(target.lines()).containsExactly("lost 5", "00000005");
    assertThat(lost.refused()).isEqualTo(5);
  }

  @Test
  void goesOnWhenNotEvenTheLossCanBeTold() {
    QueuedOutput speechless =
        QueuedOutput.start(
            target,
            CAPACITY,
            lost,
            lines -> {
              throw new OutOfMemoryError("of an encoder");
            });
    target.failing = true;
    speechless.write(line(0), 0, LINE);
    speechless.finish(PATIENCE);
    target.failing = false;
    speechless.write(line(1), 0, LINE);
    speechless.write(line(2), 0, LINE);
    speechless.close();

    assertThat(target.lines()).isEqualTo(numbers(1, 3));
    assertThat(lost.refused()).isEqualTo(1);
  }

  @Test
  void countsAndTellsAgainWhatATargetLosesWhenItIsFlushed() {
    target.flushFails = true;
    for (int i = 0; i < 5; i++) {
      write(i);
      output.finish(PATIENCE);
    }
    target.flushFails = false;
    write(5);
    output.finish(PATIENCE);

    assertThat(target.lines()).endsWith("lost 5", "00000005");
    assertThat(lost.refused()).isEqualTo(5);
  }

  @Test
  void waitsAtTheEndForWhatComesThenAsWell() {
    output.finish(PATIENCE);
    for (int i = 0; i < 1_000; i++) {
      write(i);
      assertThat(target.lines()).hasSize(i + 1);
    }
  }

  @Test
  void waitsAtTheEndNoLongerThanItIsTold() throws Exception {
    target.stall();
    write(0);
    target.reached.await();
    long start = System.nanoTime();
    output.finish(Duration.ofMillis(200));
    for (int i = 1; i < 95; i++) {
      write(i); // each of which would wait anew if the patience were for each
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(15));
    assertThat(target.lines()).isEmpty();
  }

  @Test
  void closesTheTargetWhenEverythingIsWritten() throws Exception {
    for (int i = 0; i < 50; i++) {
      write(i);
    }
    output.close();

    assertThat(target.closed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(target.lines()).isEqualTo(numbers(0, 50));
    write(50);
    assertThat(lost.dropped()).isEqualTo(1);
  }

  @Test
  void allocatesNothingForALine() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    QueuedOutput large = start(64 << 20);
    byte[] line = line(1);
    for (int i = 0; i < 200_000; i++) {
      large.write(line, 0, line.length); // until the queue has grown as large as it gets
    }
    large.finish(PATIENCE);
    QueuedOutput stalled = start(CAPACITY);
    target.stall();
    for (int i = 0; i < 1_000; i++) {
      stalled.write(line, 0, line.length);
    }
    long self = Thread.currentThread().threadId();
    long before = threads.getThreadAllocatedBytes(self);
    for (int i = 0; i < 10_000; i++) {
      stalled.write(line, 0, line.length);
    }
    assertThat(threads.getThreadAllocatedBytes(self) - before).isLessThan(10_000);
    target.gate.countDown();
    stalled.close();
    large.close();
  }
}
