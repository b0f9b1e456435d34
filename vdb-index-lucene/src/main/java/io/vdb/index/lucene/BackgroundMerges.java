package io.vdb.index.lucene;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.MergePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the merges of one Lucene index on threads of their own and tells when one has ended. */
final class BackgroundMerges extends ConcurrentMergeScheduler {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundMerges.class);

  /** Far beyond what our policies ask for: a writer is never made to wait for merges. */
  private static final int MAX_PENDING = 1_000;

  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String name;
  private final Runnable ended;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger started = new AtomicInteger();
  private volatile boolean failed;
  private volatile long failedNanos;

  /**
   * A scheduler.
   *
   * @param name for thread names and log lines
   * @param ended called on the merging thread, holding no lock of Lucene
   */
  BackgroundMerges(String name, int threads, Runnable ended) {
    this.name = name;
    this.ended = ended;
    // One more than asked, so that tidying small segments does not wait for a graph.
    setMaxMergesAndThreads(MAX_PENDING, threads + 1);
    disableAutoIOThrottle();
  }

  boolean isRunning() {
    return running.get() > 0;
  }

  @Override
  protected synchronized MergeThread getMergeThread(
      MergeSource mergeSource, MergePolicy.OneMerge merge) throws IOException {
    MergeThread thread = super.getMergeThread(mergeSource, merge);
    thread.setName("vdb-merge-" + name + "-" + started.incrementAndGet());
    return thread;
  }

  @Override
  protected void doMerge(MergeSource mergeSource, MergePolicy.OneMerge merge) throws IOException {
    running.incrementAndGet();
    try {
      super.doMerge(mergeSource, merge);
    } finally {
      running.decrementAndGet();
      ended.run();
    }
  }

  /** Tells whether a merge has failed a moment ago, and would most likely fail again. */
  boolean isPausing() {
    return failed && System.nanoTime() - failedNanos < PAUSE_AFTER_FAILURE_NANOS;
  }

  @Override
  protected void handleMergeException(Throwable failure) {
    // The segments stay as they were, and the merge is tried again when merging is due again.
    failedNanos = System.nanoTime();
    failed = true;
    LOG.error("Index {} could not merge segments", name, failure);
  }
}
