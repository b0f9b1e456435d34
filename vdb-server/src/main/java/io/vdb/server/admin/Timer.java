package io.vdb.server.admin;

import java.time.Duration;

/** Runs tasks later. */
@FunctionalInterface
public interface Timer {

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Scheduled {

    /** Forgets the task; does nothing when it has begun. */
    void cancel();
  }

  /** Runs {@code task} once when {@code delay} is over, on any thread, unless it is cancelled. */
  Scheduled after(Duration delay, Runnable task);
}
