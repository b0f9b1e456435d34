package io.vdb.server.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Takes lines from any thread at once and writes them on a thread of its own, in their order: a
 * target that stalls, such as a pipe that nobody reads, must not stop whoever logs. Each write is one
 * line, and each line reaches the target as one write; it is flushed after as many as were waiting.
 * A target that cannot be flushed has lost what it took since it was flushed before.
 *
 * <p>What waits is bounded. Beyond it lines are dropped and counted, until half of the room is free
 * again: then a line says how many were lost, at the place where they would have been. Lines that
 * the target refuses are counted and told in the same way.
 *
 * <p>Safe for concurrent use. Arrays that are written whole are kept, not copied: the encoders make
 * one for each line.
 */
final class QueuedOutput extends OutputStream {

  /** Room for several thousand lines, which is longer than a reader of logs takes to restart. */
  static final int CAPACITY = 4 << 20;

  /** What an array and its place in the queue take beside the text. */
  static final int BYTES_BESIDE_TEXT = 32;

  private static final int BATCH_BYTES = 64 << 10;
  private static final long SHORTEST_WAIT_NANOS = 1_000_000;
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);

  private final OutputStream target;
  private final int capacity;
  private final LostLines lost;
  private final LongFunction<byte[]> lossLine;
  private final Thread writer;

  // Of the writer alone.
  private final List<byte[]> batch = new ArrayList<>();
  private int batchBytes;
  private long unflushed; // lines that the target took since it was last flushed
  private long refused; // since a line told of it
  private long told; // of those, by a line that is not flushed yet

  private final Object lock = new Object();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private long unwrittenBytes; // of lines that wait, and of those that are being written
  private long dropped; // since a line told of it
  private boolean dropping;
  private boolean idle;
  private boolean closed;
  private long patienceNanos;

  private QueuedOutput(
      OutputStream target, int capacity, LostLines lost, LongFunction<byte[]> lossLine) {
    this.target = target;
    this.capacity = capacity;
    this.lost = lost;
    this.lossLine = lossLine;
    this.writer = Thread.ofPlatform().name("vdb-log").daemon(true).unstarted(this::run);
  }

  /**
   * Starts the thread that writes to the target, which is flushed and closed by that thread alone.
   *
   * @param capacity bytes of lines that may wait, with {@link #BYTES_BESIDE_TEXT} for each
   * @param lost where lines are counted that never come out
   * @param lossLine makes the line that says how many were lost
   */
  static QueuedOutput start(
      OutputStream target, int capacity, LostLines lost, LongFunction<byte[]> lossLine) {
    QueuedOutput output = new QueuedOutput(target, capacity, lost, lossLine);
    output.writer.start();
    return output;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (length == 0) {
      return;
    }
    byte[] line = bytes;
    if (from != 0 || length != bytes.length) {
      line = new byte[length];
      System.arraycopy(bytes, from, line, 0, length);
    }
    synchronized (lock) {
      if (closed || dropping || unwrittenBytes + cost(line) > capacity) {
        drop();
      } else {
        add(line);
      }
      if (idle) {
        lock.notifyAll();
      }
      awaitWritten();
    }
  }

  private static int cost(byte[] line) {
    return line.length + BYTES_BESIDE_TEXT;
  }

  private void drop() {
    lost.droppedOne();
    dropped++;
    dropping = true; // what comes later must not stand before the line that tells of this one
  }

  private void add(byte[] line) {
    waiting.addLast(line);
    unwrittenBytes += cost(line);
  }

  /** Does nothing: the writer flushes, so that nobody waits for the target. */
  @Override
  public void flush() {
    // What was handed over comes out by itself.
  }

  /**
   * Waits until everything is written, for the end of the process. Whoever writes later waits as
   * well, as long as anything of the patience is left.
   */
  void finish(Duration patience) {
    synchronized (lock) {
      patienceNanos = patience.toNanos();
      awaitWritten();
    }
  }

  private void awaitWritten() {
    if (patienceNanos == 0) {
      return;
    }
    long end = System.nanoTime() + patienceNanos;
    long left = patienceNanos;
    try {
      while (!closed && left > 0 && (unwrittenBytes > 0 || dropping)) {
        TimeUnit.NANOSECONDS.timedWait(lock, Math.max(SHORTEST_WAIT_NANOS, left));
        left = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    patienceNanos = Math.max(0, Math.min(patienceNanos, end - System.nanoTime()));
  }

  /** Ends the writer when everything is written, or after some seconds with a target that stalls. */
  @Override
  public void close() {
    finish(PATIENCE_AT_CLOSE);
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }

  private void run() {
    boolean more = true;
    while (more) {
      try {
        more = takeBatch();
        writeBatch();
      } catch (Throwable e) { // an interruption, or an error such as of no memory
        more = true; // without this thread every line to come is lost
      }
    }
    try {
      target.close();
    } catch (IOException e) {
      return; // every line was handed over before
    }
  }

  /** Waits for lines and takes some. Returns false when there will be no more. */
  private boolean takeBatch() throws InterruptedException {
    synchronized (lock) {
      tellOfDropped();
      while (waiting.isEmpty() && !closed) {
        idle = true;
        lock.wait();
        idle = false;
        tellOfDropped();
      }
      while (batchBytes < BATCH_BYTES && !waiting.isEmpty()) {
        byte[] line = waiting.removeFirst();
        batch.add(line);
        batchBytes += cost(line);
      }
      return !batch.isEmpty();
    }
  }

  private void tellOfDropped() {
    if (dropping && unwrittenBytes <= capacity / 2) {
      long lines = dropped;
      dropped = 0;
      dropping = false;
      add(lossLine.apply(lines));
    }
  }

  private void writeBatch() {
    try {
      batch.forEach(this::writeLine);
      flushTarget();
    } finally {
      synchronized (lock) {
        unwrittenBytes -= batchBytes;
        batch.clear();
        batchBytes = 0;
        tellOfDropped();
        lock.notifyAll();
      }
    }
  }

  private void writeLine(byte[] line) {
    if (refused > 0 && isTold()) {
      told += refused;
      refused = 0;
    }
    if (isWritten(line)) {
      unflushed++;
    } else {
      refused(1);
    }
  }

  private boolean isTold() {
    try {
      return isWritten(lossLine.apply(refused));
    } catch (Throwable e) {
      return false; // told later
    }
  }

  private boolean isWritten(byte[] line) {
    try {
      target.write(line, 0, line.length);
      return true;
    } catch (Throwable e) {
      return false; // counted, and told with the next line that is written
    }
  }

  private void refused(long lines) {
    refused += lines;
    lost.refused(lines);
  }

  private void flushTarget() {
    try {
      target.flush();
    } catch (Throwable e) {
      refused(unflushed);
      refused += told; // by a line that is lost as well
    }
    unflushed = 0;
    told = 0;
  }
}
