package io.vdb.server.admin;

import java.time.Duration;

/** Runs tasks later. */
@FunctionalInterface
public interface Timer {

  /** Runs {@code task} once when {@code delay} is over, on any thread. */
  void after(Duration delay, Runnable task);
}
