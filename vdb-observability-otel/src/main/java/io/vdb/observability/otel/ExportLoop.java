package io.vdb.observability.otel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that does the same work when its delay is over, when it is woken or asked to, and once
 * more at its end. Waking it never blocks.
 */
final class ExportLoop {

  /** What is done again and again. */
  interface Work {
    /** Does it, and tells of what failed itself; anything that it throws is lost. */
    void run();
  }

  /** How long the end waits for a thread that was interrupted. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Work work;
  private final long delayNanos;
  private final Thread thread;
  private final Queue<CompletableFuture<Boolean>> flushes = new ConcurrentLinkedQueue<>();
  private volatile boolean awake;
  private volatile boolean ending;
  private volatile boolean late;

  ExportLoop(String name, Duration delay, Work work) {
    this.work = work;
    this.delayNanos = delay.toNanos();
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name(QuietExporters.THREADS + name)
            .unstarted(() -> QuietExporters.quietly(this::run));
  }

  void start() {
    thread.start();
  }

  /** Has the work done soon. */
  void wake() {
    if (!awake) {
      awake = true;
      LockSupport.unpark(thread);
    }
  }

  /**
   * Has the work done once from now on and waits for it.
   *
   * @return whether that happened in time
   */
  boolean flush(Duration patience) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    flushes.add(done);
    LockSupport.unpark(thread);
    if (!thread.isAlive()) {
      answer(List.of(done), false);
    }
    try {
      return done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException _) {
      return false;
    }
  }

  /** Tells whether the time for ending is over, so that work should be given up. */
  boolean isLate() {
    return late;
  }

  /** Has the work done for the last time; returns at once. */
  void beginEnd() {
    ending = true;
    LockSupport.unpark(thread);
  }

  /** Waits for the end until a reading of {@link System#nanoTime}; then interrupts the work. */
  void awaitEnd(long deadline) {
    if (!joined(Math.max(1, deadline - System.nanoTime()))) {
      late = true;
      thread.interrupt();
      joined(GRACE.toNanos());
    }
  }

  private boolean joined(long nanos) {
    try {
      return thread.join(Duration.ofNanos(nanos));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    while (!ending) {
      awaitCall();
      workOnce();
    }
    workOnce();
    answer(taken(), false);
  }

  private void workOnce() {
    List<CompletableFuture<Boolean>> asked = List.of();
    boolean done = false;
    try {
      asked = taken();
      awake = false;
      work.run();
      done = true;
    } catch (Throwable _) {
      // Not even an error ends the thread: everything later would be lost in silence.
    }
    answer(asked, done);
  }

  private void awaitCall() {
    long deadline = System.nanoTime() + delayNanos;
    while (!ending && !awake && flushes.isEmpty()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  private List<CompletableFuture<Boolean>> taken() {
    List<CompletableFuture<Boolean>> taken = new ArrayList<>();
    for (CompletableFuture<Boolean> one = flushes.poll(); one != null; one = flushes.poll()) {
      taken.add(one);
    }
    return taken;
  }

  private static void answer(List<CompletableFuture<Boolean>> asked, boolean done) {
    asked.forEach(one -> one.complete(done));
  }
}
