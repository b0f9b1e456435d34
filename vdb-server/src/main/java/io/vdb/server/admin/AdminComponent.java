package io.vdb.server.admin;

import io.vdb.server.lifecycle.Component;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets changes expire while the server runs, and takes all of them back when it stops. */
public final class AdminComponent implements Component, Timer {

  private final LoggerLevels levels;
  private volatile @Nullable ScheduledThreadPoolExecutor thread;

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
    ScheduledThreadPoolExecutor started =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("vdb-admin-timer").daemon(true).factory());
    started.setRemoveOnCancelPolicy(true); // a change may be replaced often in a week
    thread = started;
  }

  @Override
  public Scheduled after(Duration delay, Runnable task) {
    ScheduledThreadPoolExecutor running = thread;
    if (running == null) {
      throw new RejectedExecutionException("administration is not started");
    }
    ScheduledFuture<?> waiting =
        running.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    return () -> waiting.cancel(false);
  }

  @Override
  public void stop() {
    ScheduledThreadPoolExecutor running = thread;
    thread = null;
    if (running != null) {
      running.shutdownNow();
    }
    levels.resetAll();
  }
}
