package io.vdb.server.admin;

import io.vdb.server.lifecycle.Component;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets changes expire while the server runs, and takes all of them back when it stops. */
public final class AdminComponent implements Component, Timer {

  private final LoggerLevels levels;
  private volatile @Nullable ScheduledExecutorService thread;

  /** A component with levels of its own. */
  public AdminComponent() {
    this.levels = new LoggerLevels(Clock.systemUTC(), this);
  }

  /** Returns the levels. */
  public LoggerLevels levels() {
    return levels;
  }

  @Override
  public String name() {
    return "administration";
  }

  @Override
  public void start() {
    levels.guard();
    thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("vdb-admin-timer").daemon(true).factory());
  }

  @Override
  public void after(Duration delay, Runnable task) {
    ScheduledExecutorService running = thread;
    if (running == null) {
      throw new RejectedExecutionException("administration is not started");
    }
    var _ = running.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    ScheduledExecutorService running = thread;
    thread = null;
    if (running != null) {
      running.shutdownNow();
    }
    levels.resetAll();
  }
}
