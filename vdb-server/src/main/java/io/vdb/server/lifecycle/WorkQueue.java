package io.vdb.server.lifecycle;

import io.vdb.observability.spi.Context;
import io.vdb.server.request.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work of one kind: so much of it at once, so much more that waits, and none that waits for too long.
 *
 * <p>A queue that empties now and then takes up bursts, whatever they cost those at its end. One that
 * has not been empty for a second only adds to the latency of everybody: from then on, work is refused
 * at once that would wait for longer than {@link QueueBounds#overloadWait}, as far as can be told from
 * what waits before it and how long work takes lately. That goes on until there was no such queue for a
 * while. A few may wait in any case, so that slow work is not refused because it is slow.
 *
 * @see <a href="https://queue.acm.org/detail.cfm?id=2209336">Controlling Queue Delay</a>, on standing
 *     queues
 */
final class WorkQueue implements TaskPool {

  private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);

  /** A queue that was not empty for so long is no burst any more. */
  static final Duration STANDING = Duration.ofSeconds(1);

  /** Work that may wait for each place, however long it takes. */
  static final int UNHURRIED = 8;

  /** For so long after the last sign of too much work, bursts are taken for more of it. */
  static final Duration CALM = Duration.ofSeconds(10);

  /** How much the latest work counts among all. */
  private static final int SMOOTHING = 16;

  private final Executor threads;
  private final QueueBounds bounds;
  private final TaskTimes times;
  private final LongSupplier clock;

  private final Object lock = new Object();
  private final Queue<Task<?>> waiting = new ArrayDeque<>();
  private int running;
  private long standingSince;
  private long usualNanos;
  private boolean overloaded;
  private long overloadSeen;

  /**
   * A queue without work.
   *
   * @param threads work on what the queue hands them, as much at once as the bounds allow
   * @param times what is measured
   * @param clock as {@link System#nanoTime}
   */
  WorkQueue(Executor threads, QueueBounds bounds, TaskTimes times, LongSupplier clock) {
    this.threads = threads;
    this.bounds = bounds;
    this.times = times;
    this.clock = clock;
  }

  /** Returns how much work may be done at once. */
  int places() {
    return bounds.running();
  }

  /** Returns how much work is done now. */
  int running() {
    synchronized (lock) {
      return running;
    }
  }

  /** Returns how much work waits. */
  int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  @Override
  public void requireRoom() {
    synchronized (lock) {
      checkRoom(clock.getAsLong());
    }
  }

  private void checkRoom(long now) {
    Refusal refusal = running < bounds.running() ? null : refusal(now);
    if (refusal != null) {
      throw new RefusedWorkException(refusal);
    }
  }

  private @Nullable Refusal refusal(long now) {
    int ahead = waiting.size();
    if (ahead >= bounds.waiting()) {
      return Refusal.QUEUE_FULL;
    }
    boolean mayWait =
        ahead < UNHURRIED * bounds.running()
            || isBurst(now)
            || (ahead + 1) * usualNanos / bounds.running() <= bounds.overloadWait().toNanos();
    return mayWait ? null : Refusal.QUEUE_TIME;
  }

  /** Asked while many wait: whether they came all at once, and not because there is too much to do. */
  private boolean isBurst(long now) {
    if (now - standingSince >= STANDING.toNanos()) {
      overloaded = true;
      overloadSeen = now;
    } else if (overloaded && now - overloadSeen >= CALM.toNanos()) {
      overloaded = false;
    }
    return !overloaded;
  }

  @Override
  public <T> Place submit(
      Supplier<T> work,
      Predicate<T> succeeded,
      Consumer<T> then,
      Consumer<RefusedWorkException> refused) {
    Task<T> task =
        new Task<>(Context.current(), clock.getAsLong(), work, succeeded, then, refused);
    synchronized (lock) {
      if (running == bounds.running()) {
        checkRoom(task.since);
        if (waiting.isEmpty()) {
          standingSince = task.since;
        }
        waiting.add(task);
        return () -> leave(task);
      }
      running++;
    }
    begin(task);
    return () -> false;
  }

  private boolean leave(Task<?> task) {
    synchronized (lock) {
      return waiting.remove(task);
    }
  }

  private void begin(Task<?> task) {
    boolean begun = false;
    try {
      threads.execute(() -> work(task));
      begun = true;
    } finally {
      if (!begun) {
        synchronized (lock) {
          running--;
        }
      }
    }
  }

  /** Works on this, and then on what waits: a thread that is there need not be asked for again. */
  private void work(Task<?> first) {
    Task<?> task = first;
    while (task != null) {
      long start = clock.getAsLong();
      times.waited(start - task.since);
      try {
        task.run();
      } catch (RuntimeException | Error e) { // the next one must not wait for ever
        log.error("A request ended without an answer", e);
      }
      task = next(clock.getAsLong() - start);
    }
  }

  private @Nullable Task<?> next(long nanos) {
    long now = clock.getAsLong();
    synchronized (lock) {
      usualNanos += usualNanos == 0 ? nanos : (nanos - usualNanos) / SMOOTHING;
    }
    while (true) {
      Task<?> task;
      synchronized (lock) {
        task = waiting.poll();
        if (task == null) {
          running--;
          return null;
        }
      }
      if (now - task.since <= bounds.longestWait().toNanos()) {
        return task;
      }
      task.refuse();
    }
  }

  /** Work, and who wants it. */
  private final class Task<T> {

    private final Context context;
    private final long since;
    private final Supplier<T> work;
    private final Predicate<T> succeeded;
    private final Consumer<T> then;
    private final Consumer<RefusedWorkException> refused;

    Task(
        Context context,
        long since,
        Supplier<T> work,
        Predicate<T> succeeded,
        Consumer<T> then,
        Consumer<RefusedWorkException> refused) {
      this.context = context;
      this.since = since;
      this.work = work;
      this.succeeded = succeeded;
      this.then = then;
      this.refused = refused;
    }

    void run() {
      context.run(() -> then.accept(times.measured(work, succeeded)));
    }

    void refuse() {
      try {
        context.run(() -> refused.accept(new RefusedWorkException(Refusal.QUEUE_TIME)));
      } catch (RuntimeException | Error e) {
        log.error("A request was refused without an answer", e);
      }
    }
  }
}
