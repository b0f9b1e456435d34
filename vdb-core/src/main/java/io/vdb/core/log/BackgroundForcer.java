package io.vdb.core.log;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs an action on a thread of its own some time after {@link #wake()}, once for all the calls in
 * between; idle it costs nothing. Closing does not wait for an action that runs.
 */
final class BackgroundForcer implements AutoCloseable {

  private final Runnable action;
  private final Duration delay;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean awake;
  private boolean closed;

  BackgroundForcer(Runnable action, Duration delay) {
    this.action = action;
    this.delay = delay;
  }

  void start(String threadName) {
    Thread.ofVirtual().name(threadName).start(this::loop);
  }

  void wake() {
    lock.lock();
    try {
      if (!awake) {
        awake = true;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    try {
      while (awaitDue()) {
        action.run();
      }
    } catch (InterruptedException e) {
      // Nobody else has this thread; an interrupt can only mean that it should end.
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false when closed. */
  private boolean awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (!awake && !closed) {
        changed.await();
      }
      long nanos = delay.toNanos();
      while (nanos > 0 && !closed) {
        nanos = changed.awaitNanos(nanos);
      }
      awake = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }
}
