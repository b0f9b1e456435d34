package io.vdb.server.request;

import java.time.Duration;

/** Counts requests under way, and lets one wait until there are none. Safe for concurrent use. */
public final class InFlightRequests {

  private final Object lock = new Object();
  private int count;

  /** Notes that one began. */
  public void started() {
    synchronized (lock) {
      count++;
    }
  }

  /** Notes that one is over. */
  public void finished() {
    synchronized (lock) {
      count--;
      lock.notifyAll();
    }
  }

  /** Returns how many are under way. */
  public int count() {
    synchronized (lock) {
      return count;
    }
  }

  /** Waits until nothing is under way; false when that took longer than {@code limit}. */
  public boolean awaitIdle(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (lock) {
      try {
        while (count > 0) {
          long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
          if (leftMillis <= 0) {
            return false;
          }
          lock.wait(leftMillis);
        }
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
