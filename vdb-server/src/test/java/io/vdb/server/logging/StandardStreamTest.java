package io.vdb.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lines to standard streams, with what becomes of those that never arrive. */
final class StandardStreamTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PrintStream before = System.err;
  private final Target target = new Target();
  private final LostLines lost = new LostLines();

  /** Keeps what is written, or is full. */
  private static final class Target extends OutputStream {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private volatile boolean full;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
      if (full) {
        kept.write(bytes, from, Math.min(3, length));
        throw new IOException("no space left");
      }
      kept.write(bytes, from, length);
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }

  @AfterEach
  void restore() {
    System.setErr(before);
  }

  private QueuedOutput start(StandardStream stream) {
    return QueuedOutput.start(
        stream,
        QueuedOutput.CAPACITY,
        lost,
        lines -> ("lost " + lines + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void log(QueuedOutput output, String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    output.write(bytes, 0, bytes.length);
    output.finish(PATIENCE);
  }

  @Test
  void countsLinesThatAStreamOfSomebodyElseSwallows() {
    System.setErr(new PrintStream(target, true, StandardCharsets.UTF_8));
    QueuedOutput output = start(StandardStream.err());
    log(output, "first");
    assertThat(lost.refused()).isZero();

    target.full = true;
    log(output, "second");
    log(output, "third");
    output.close();

    assertThat(lost.refused()).isEqualTo(2);
    assertThat(target.text()).startsWith("first\n").doesNotContain("third");
  }

  @Test
  void goesPastTheStreamThatTheProcessBeganWithAndTellsWhatWasLostOnceItWorksAgain() {
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    ProcessStreams.remember();
    QueuedOutput output = start(new StandardStream(() -> System.err, target));
    log(output, "first");
    target.full = true;
    log(output, "second");
    log(output, "third");
    assertThat(lost.refused()).isEqualTo(2);

    target.full = false;
    log(output, "fourth");
    log(output, "fifth");
    output.close();

    assertThat(target.text().lines())
        .as("what came out in part is told from what follows")
        .containsSubsequence("first", "lost 2", "fourth", "fifth");
    assertThat(lost.refused()).isEqualTo(2);
    assertThat(lost.dropped()).isZero();
  }
}
