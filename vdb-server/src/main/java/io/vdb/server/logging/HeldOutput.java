package io.vdb.server.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps lines back while the server starts: a start that fails says why in one line, and what it did
 * before would bury that. A start that takes long, or says much, shows it all the same. Each write is
 * one line, and is passed on as one. Safe for concurrent use.
 */
final class HeldOutput extends OutputStream {

  private static final int MOST_BYTES = 1 << 20;

  private final OutputStream target;
  private final Object lock = new Object();
  private @Nullable List<byte[]> held = new ArrayList<>();
  private int heldBytes;

  /**
   * Holds what is written.
   *
   * @param longest after which it is passed on all the same
   */
  HeldOutput(OutputStream target, Duration longest) {
    this.target = target;
    Thread _ = Thread.ofVirtual().name("vdb-log-release").start(() -> releaseAfter(longest));
  }

  private void releaseAfter(Duration longest) {
    try {
      Thread.sleep(longest);
      release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      discard(); // nobody can read it
    }
  }

  /** Passes on what is held and whatever comes. */
  void release() throws IOException {
    synchronized (lock) {
      List<byte[]> lines = held;
      held = null;
      if (lines != null && !lines.isEmpty()) {
        for (byte[] line : lines) {
          target.write(line);
        }
        target.flush();
      }
    }
  }

  /** Drops what is held and passes on whatever comes. */
  void discard() {
    synchronized (lock) {
      held = null;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    synchronized (lock) {
      List<byte[]> lines = held;
      if (lines == null) {
        target.write(bytes, from, length);
        return;
      }
      lines.add(Arrays.copyOfRange(bytes, from, from + length));
      heldBytes += length;
      if (heldBytes > MOST_BYTES) {
        release();
      }
    }
  }

  @Override
  public void flush() throws IOException {
    synchronized (lock) {
      if (held == null) {
        target.flush();
      }
    }
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
