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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads by kind of work. Searching computes, so it has as many threads as there are cores and a
 * bounded queue; writing waits for the disk, so it has a virtual thread each, up to a bound; scrapes
 * and administration have a thread each, so that they answer whatever else goes on, and however many
 * scrapes there are. Tasks run in the context of whoever hands them in.
 */
public final class WorkerPools implements Component {

  private static final int SCRAPES_THAT_MAY_WAIT = 16;
  private static final int ADMIN_CALLS_THAT_MAY_WAIT = 16;

  private final int searchThreads;
  private final int searchQueue;
  private final Semaphore writePermits;
  private final Duration grace;
  private final ObservabilityComponent observability;
  private final List<Registration> gauges = new ArrayList<>();
  private @Nullable ThreadPoolExecutor searches;
  private @Nullable ThreadPoolExecutor scrapes;
  private @Nullable ThreadPoolExecutor administration;
  private @Nullable ExecutorService writes;
  private @Nullable TaskPool measuredSearches;
  private @Nullable TaskPool measuredLookups;
  private @Nullable TaskPool measuredWrites;

  /**
   * Pools of these sizes; no thread is started yet.
   *
   * @param searchThreads threads that search
   * @param searchQueue searches that may wait
   * @param concurrentWrites writes that may be under way
   * @param grace how long running work may take to finish when the pools stop
   * @param observability where work is measured
   */
  public WorkerPools(
      int searchThreads,
      int searchQueue,
      int concurrentWrites,
      Duration grace,
      ObservabilityComponent observability) {
    this.searchThreads = searchThreads;
    this.searchQueue = searchQueue;
    this.writePermits = new Semaphore(concurrentWrites);
    this.grace = grace;
    this.observability = observability;
  }

  /** Returns the threads that search; they reject when the queue is full. */
  public TaskPool searches() {
    return started(measuredSearches);
  }

  /** Returns the threads that write; they reject when too many writes are under way. */
  public TaskPool writes() {
    return started(measuredWrites);
  }

  /** Returns the same threads as {@link #writes()}, for what may wait and changes nothing. */
  public TaskPool lookups() {
    return started(measuredLookups);
  }

  private Executor upToPermits(ExecutorService threads) {
    return task -> {
      if (!writePermits.tryAcquire()) {
        throw new RejectedExecutionException("too many writes are under way");
      }
      try {
        threads.execute(
            () -> {
              try {
                task.run();
              } finally {
                writePermits.release();
              }
            });
      } catch (RejectedExecutionException e) {
        writePermits.release();
        throw e;
      }
    };
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
    ThreadPoolExecutor searching = fixed("vdb-search-", searchThreads, searchQueue);
    ExecutorService waiting =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("vdb-write-", 0).factory());
    searches = searching;
    writes = waiting;
    scrapes = fixed("vdb-scrape-", 1, SCRAPES_THAT_MAY_WAIT);
    administration = fixed("vdb-admin-", 1, ADMIN_CALLS_THAT_MAY_WAIT);
    Meter meter = observability.observability().meter();
    measuredSearches = MeasuredPool.queued(searching, meter, "read");
    measuredLookups = MeasuredPool.immediate(upToPermits(waiting), meter, "read");
    measuredWrites = MeasuredPool.immediate(upToPermits(waiting), meter, "write");
    export(meter, searching);
  }

  private void export(Meter meter, ThreadPoolExecutor pool) {
    String name = MeasuredPool.EXECUTION;
    gauges.add(meter.gauge(ServerMetrics.POOL_SIZE, pool::getPoolSize, name));
    gauges.add(meter.gauge(ServerMetrics.POOL_MAX_SIZE, pool::getMaximumPoolSize, name));
    gauges.add(meter.gauge(ServerMetrics.POOL_IN_USE, pool::getActiveCount, name));
    gauges.add(
        meter.gauge(
            ServerMetrics.POOL_IDLE,
            () -> Math.max(0, pool.getPoolSize() - pool.getActiveCount()),
            name));
    gauges.add(meter.gauge(ServerMetrics.POOL_WAITERS, () -> pool.getQueue().size(), name));
  }

  private static ThreadPoolExecutor fixed(String prefix, int threads, int queue) {
    return new ThreadPoolExecutor(
        threads,
        threads,
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
      started(searches), started(writes), started(scrapes), started(administration)
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
