package io.vdb.index.lucene;

import io.vdb.core.index.MergeListener;
import io.vdb.observability.spi.Context;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.SegmentCommitInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the merges of one Lucene index on threads of their own and tells when one has ended. */
final class BackgroundMerges extends ConcurrentMergeScheduler {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundMerges.class);

  /** Far beyond what our policies ask for: a writer is never made to wait for merges. */
  private static final int MAX_PENDING = 1_000;

  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String name;
  private final int graphLimit;
  private final Supplier<Context> cause;
  private final MergeListener listener;
  private final Runnable ended;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger segments = new AtomicInteger();
  private final AtomicInteger started = new AtomicInteger();
  private volatile boolean failed;
  private volatile long failedNanos;

  /**
   * A scheduler.
   *
   * @param name for thread names and log lines
   * @param graphLimit merges of more documents than this build a graph
   * @param cause in which the index was changed last
   * @param listener told of every merge
   * @param ended called on the merging thread, holding no lock of Lucene
   */
  BackgroundMerges(
      String name,
      int threads,
      int graphLimit,
      Supplier<Context> cause,
      MergeListener listener,
      Runnable ended) {
    this.name = name;
    this.graphLimit = graphLimit;
    this.cause = cause;
    this.listener = listener;
    this.ended = ended;
    // One more than asked, so that tidying small segments does not wait for a graph.
    setMaxMergesAndThreads(MAX_PENDING, threads + 1);
    disableAutoIOThrottle();
  }

  boolean isRunning() {
    return running.get() > 0;
  }

  /** Returns how many segments are being merged. */
  int segments() {
    return segments.get();
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
    int merging = merge.segments.size();
    MergeListener.Merge observed = began(merge);
    running.incrementAndGet();
    segments.addAndGet(merging);
    // What follows from the merge, such as showing its segment, belongs to it as well.
    observed
        .context()
        .<Boolean, IOException>call(
            () -> {
              try {
                merge(mergeSource, merge, observed);
              } finally {
                segments.addAndGet(-merging);
                running.decrementAndGet();
                ended.run();
              }
              return true;
            });
  }

  /** Whatever the listener does, Lucene waits for a merge that it has handed out. */
  private MergeListener.Merge began(MergePolicy.OneMerge merge) {
    Context context = cause.get();
    int merging = merge.segments.size();
    boolean graph = documents(merge) > graphLimit;
    try {
      return listener.began(context, merging, graph);
    } catch (RuntimeException e) {
      LOG.warn("A merge of index {} is not measured", name, e);
      return MergeListener.NONE.began(context, merging, graph);
    }
  }

  private void merge(
      MergeSource mergeSource, MergePolicy.OneMerge merge, MergeListener.Merge observed)
      throws IOException {
    try {
      super.doMerge(mergeSource, merge);
    } catch (MergePolicy.MergeAbortedException e) {
      observed.cancelled();
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("Index {} could not merge segments", name, e);
      observed.failed(e);
      throw e;
    }
    SegmentCommitInfo merged = merge.getMergeInfo();
    if (merge.isAborted() || merged == null) {
      observed.cancelled();
    } else {
      observed.succeeded(merged.info.maxDoc(), merge.totalBytesSize());
    }
  }

  private static long documents(MergePolicy.OneMerge merge) {
    long documents = 0;
    for (SegmentCommitInfo segment : merge.segments) {
      documents += segment.info.maxDoc() - segment.getDelCount();
    }
    return documents;
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
  }
}
