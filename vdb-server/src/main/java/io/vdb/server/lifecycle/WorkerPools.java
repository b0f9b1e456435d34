package io.vdb.server.lifecycle;

import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Registration;
import io.vdb.server.metrics.ServerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads by kind of work, each with a bound on the work that is under way and on what waits for it.
 * Searching computes, so it has as many threads as there are cores; writing, looking up and snapshots
 * wait for the disk, so each piece of work has a virtual thread; scrapes and administration have a
 * thread each, so that they answer whatever else goes on, and however many scrapes there are. Tasks
 * run in the context of whoever hands them in.
 */
public final class WorkerPools implements Component {

  private static final int SCRAPES_THAT_MAY_WAIT = 16;
  private static final int ADMIN_CALLS_THAT_MAY_WAIT = 16;
  private static final QueueBounds LOOKUPS =
      new QueueBounds(64, 1_000, Duration.ofSeconds(5), Duration.ofSeconds(1));

  private final QueueBounds searchBounds;
  private final QueueBounds writeBounds;
  private final QueueBounds snapshotBounds;
  private final Duration grace;
  private final ObservabilityComponent observability;
  private final List<Registration> gauges = new ArrayList<>();
  private @Nullable ThreadPoolExecutor searchThreads;
  private @Nullable ThreadPoolExecutor scrapes;
  private @Nullable ThreadPoolExecutor administration;
  private @Nullable ExecutorService virtualThreads;
  private @Nullable TaskPool searches;
  private @Nullable TaskPool lookups;
  private @Nullable TaskPool writes;
  private @Nullable TaskPool snapshots;

  /**
   * Pools of these sizes; no thread is started yet.
   *
   * @param searches searches; those that run have a thread each
   * @param writes writes of all collections
   * @param snapshots work on snapshots, which takes long and moves much
   * @param grace how long running work may take to finish when the pools stop
   * @param observability where work is measured
   */
  public WorkerPools(
      QueueBounds searches,
      QueueBounds writes,
      QueueBounds snapshots,
      Duration grace,
      ObservabilityComponent observability) {
    this.searchBounds = searches;
    this.writeBounds = writes;
    this.snapshotBounds = snapshots;
    this.grace = grace;
    this.observability = observability;
  }

  /** Returns the threads that search. */
  public TaskPool searches() {
    return started(searches);
  }

  /** Returns the threads that write. */
  public TaskPool writes() {
    return started(writes);
  }

  /** Returns threads for what may wait and changes nothing. */
  public TaskPool lookups() {
    return started(lookups);
  }

  /** Returns threads for work on snapshots. */
  public TaskPool snapshots() {
    return started(snapshots);
  }

  /** Returns the thread that answers scrapes. */
  public Executor scrapes() {
    return Context.propagating(started(scrapes));
  }

  /** Returns the thread of the administration, which anonymous scrapes cannot keep busy. */
  public Executor administration() {
    return Context.propagating(started(administration));
  }

  private static <T> T started(@Nullable T pool) {
    if (pool == null) {
      throw new IllegalStateException("the pools are not started");
    }
    return pool;
  }

  @Override
  public String name() {
    return "worker pools";
  }

  @Override
  public void start() {
    // Whoever may search has a thread, so that nothing ever waits in this queue for long.
    ThreadPoolExecutor searching =
        new ThreadPoolExecutor(
            searchBounds.running(),
            searchBounds.running(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("vdb-search-", 0).daemon(true).factory());
    ExecutorService waiting =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("vdb-write-", 0).factory());
    searchThreads = searching;
    virtualThreads = waiting;
    scrapes = fixed("vdb-scrape-", SCRAPES_THAT_MAY_WAIT);
    administration = fixed("vdb-admin-", ADMIN_CALLS_THAT_MAY_WAIT);
    searches = queue(searching, searchBounds, "execution", "read");
    lookups = queue(waiting, LOOKUPS, "metadata", "read");
    writes = queue(waiting, writeBounds, "write", "write");
    snapshots = queue(waiting, snapshotBounds, "snapshot", "maintenance");
  }

  private WorkQueue queue(
      Executor threads, QueueBounds bounds, String pool, String taskClass) {
    Meter meter = observability.observability().meter();
    WorkQueue queue =
        new WorkQueue(
            threads, bounds, new TaskTimes(meter, pool, taskClass), System::nanoTime);
    gauges.add(meter.gauge(ServerMetrics.POOL_SIZE, queue::places, pool));
    gauges.add(meter.gauge(ServerMetrics.POOL_MAX_SIZE, queue::places, pool));
    gauges.add(meter.gauge(ServerMetrics.POOL_IN_USE, queue::running, pool));
    gauges.add(
        meter.gauge(ServerMetrics.POOL_IDLE, () -> queue.places() - queue.running(), pool));
    gauges.add(meter.gauge(ServerMetrics.POOL_WAITERS, queue::waiting, pool));
    return queue;
  }

  /** One thread. */
  private static ThreadPoolExecutor fixed(String prefix, int queue) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(queue),
        Thread.ofPlatform().name(prefix, 0).daemon(true).factory());
  }

  @Override
  public void stop() {
    gauges.forEach(Registration::close);
    gauges.clear();
    ExecutorService[] all = {
      started(searchThreads), started(virtualThreads), started(scrapes), started(administration)
    };
    for (ExecutorService pool : all) {
      pool.shutdown();
    }
    long deadline = System.nanoTime() + grace.toNanos();
    for (ExecutorService pool : all) {
      try {
        if (!pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          pool.shutdownNow();
        }
      } catch (InterruptedException e) {
        pool.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }
}
