package io.vdb.server.rest;

import java.time.Duration;

/** Counts requests under way, and lets one wait until there are none. Safe for concurrent use. */
final class InFlightRequests {

  private final Object lock = new Object();
  private int count;

  void started() {
    synchronized (lock) {
      count++;
    }
  }

  void finished() {
    synchronized (lock) {
      count--;
      lock.notifyAll();
    }
  }

  int count() {
    synchronized (lock) {
      return count;
    }
  }

  /** Waits until nothing is under way; false when that took longer than {@code limit}. */
  boolean awaitIdle(Duration limit) {
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
