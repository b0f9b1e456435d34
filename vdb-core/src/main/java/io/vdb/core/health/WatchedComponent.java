package io.vdb.core.health;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One component: whoever asks while a check is under way waits for that one, and whoever asks soon
 * after gets what it said. So a check runs once at a time, however many ask, and one that hangs
 * holds one thread and nobody who asks.
 */
final class WatchedComponent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final String name;
  private final HealthCheck check;
  private final Executor threads;
  private final Duration timeout;
  private final long freshNanos;
  private final HealthListener.Watch watch;
  private final Object lock = new Object();
  private @Nullable ComponentHealth last;
  private long lastNanos;
  private @Nullable Run running;
  private volatile @Nullable HealthStatus status;

  /** A check under way. */
  private record Run(long startNanos, CompletableFuture<ComponentHealth> result) {}

  WatchedComponent(
      String name,
      HealthCheck check,
      Executor threads,
      Duration timeout,
      Duration fresh,
      HealthListener listener) {
    this.name = name;
    this.check = check;
    this.threads = threads;
    this.timeout = timeout;
    this.freshNanos = fresh.toNanos();
    this.watch = listener.watch(name, () -> status);
  }

  /** Returns how it is, at the latest when the time limit of its check is over. */
  CompletableFuture<ComponentHealth> health() {
    long now = System.nanoTime();
    Run run;
    synchronized (lock) {
      ComponentHealth known = last;
      if (running == null && known != null && now - lastNanos < freshNanos) {
        return CompletableFuture.completedFuture(known);
      }
      if (running == null) {
        running = new Run(now, new CompletableFuture<>());
        start(running);
      }
      run = running;
    }
    if (run == null) { // nobody may work any more
      return CompletableFuture.completedFuture(Health.closed());
    }
    long left = timeout.toNanos() - (now - run.startNanos());
    return run.result()
        .copy()
        .orTimeout(Math.max(1, left), TimeUnit.NANOSECONDS)
        .exceptionally(_ -> late());
  }

  private ComponentHealth late() {
    return noted(
        ComponentHealth.error(
            "it did not say how it is within " + timeout.toMillis() + " ms", Map.of()));
  }

  private void start(Run run) {
    try {
      threads.execute(() -> ended(run, look()));
    } catch (RejectedExecutionException e) {
      running = null;
    }
  }

  private ComponentHealth look() {
    try {
      return Objects.requireNonNull(check.check(), "a check returned nothing");
    } catch (Exception | LinkageError | StackOverflowError e) {
      LOG.debug("The health of {} cannot be told", name, e);
      return ComponentHealth.error("its check failed: " + e, Map.of());
    }
  }

  private void ended(Run run, ComponentHealth health) {
    long now = System.nanoTime();
    watch.checked(now - run.startNanos());
    synchronized (lock) {
      last = health;
      lastNanos = now;
      running = null;
    }
    ComponentHealth _ = noted(health);
    run.result().complete(health);
  }

  /** Says so when it is not as it was. */
  private ComponentHealth noted(ComponentHealth health) {
    HealthStatus before;
    synchronized (lock) {
      before = status;
      status = health.status();
    }
    if (before == health.status() || (before == null && health.status() == HealthStatus.HEALTHY)) {
      return health;
    }
    (health.status() == HealthStatus.HEALTHY ? LOG.atInfo() : LOG.atWarn())
        .addKeyValue("component", name)
        .addKeyValue("status", health.status().label())
        .log(
            "Health of {}: {}{}",
            name,
            health.status().label(),
            health.reason() == null ? " again" : ", " + health.reason());
    return health;
  }

  @Override
  public void close() {
    watch.close();
  }
}
