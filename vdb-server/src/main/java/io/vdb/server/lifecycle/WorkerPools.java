package io.vdb.server.lifecycle;

import java.time.Duration;
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
 * have a thread of their own, so that they answer whatever else goes on.
 */
public final class WorkerPools implements Component {

  private static final int SCRAPES_THAT_MAY_WAIT = 16;

  private final int searchThreads;
  private final int searchQueue;
  private final Semaphore writePermits;
  private final Duration grace;
  private @Nullable ThreadPoolExecutor searches;
  private @Nullable ThreadPoolExecutor scrapes;
  private @Nullable ExecutorService writes;

  /**
   * Pools of these sizes; no thread is started yet.
   *
   * @param searchThreads threads that search
   * @param searchQueue searches that may wait
   * @param concurrentWrites writes that may be under way
   * @param grace how long running work may take to finish when the pools stop
   */
  public WorkerPools(int searchThreads, int searchQueue, int concurrentWrites, Duration grace) {
    this.searchThreads = searchThreads;
    this.searchQueue = searchQueue;
    this.writePermits = new Semaphore(concurrentWrites);
    this.grace = grace;
  }

  /** Returns the threads that search; they reject when the queue is full. */
  public Executor searches() {
    return started(searches);
  }

  /** Returns the threads that write; they reject when too many writes are under way. */
  public Executor writes() {
    ExecutorService threads = started(writes);
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
    return started(scrapes);
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
    searches = fixed("vdb-search-", searchThreads, searchQueue);
    scrapes = fixed("vdb-scrape-", 1, SCRAPES_THAT_MAY_WAIT);
    writes = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("vdb-write-", 0).factory());
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
    ExecutorService[] all = {started(searches), started(writes), started(scrapes)};
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
