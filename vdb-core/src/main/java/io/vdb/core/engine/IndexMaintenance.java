package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.log.OperationLog;
import io.vdb.observability.spi.Context;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Moves the recent part of a collection into its index, commits, and cuts the log behind the commit;
 * one step at a time, on a background thread.
 */
final class IndexMaintenance {

  /** Without a write for so long, the recent part is flushed and the index optimised. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Under a trickle of writes the recent part is flushed at this age. */
  private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Without a write for so long, what was flushed is committed. */
  private static final long COMMIT_QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** So many points get their words indexed in one step; between steps others have their turn. */
  private static final int WORDS_STEP = 4_000;

  private final String collection;
  private final VectorIndex index;
  private final OperationLog log;
  private final PointTable table;
  private final EngineMetrics metrics;
  private final BackgroundWork work;

  /** A log that has grown by so much is worth a commit even under load, for a short recovery. */
  private final long maxLogBytes;

  private final OnFailure onFailure;
  private final SerialExecutor steps;
  private final AtomicBoolean flushDue = new AtomicBoolean();
  private final AtomicBoolean rebaseDue = new AtomicBoolean();
  private final AtomicBoolean quietDue = new AtomicBoolean();
  private final AtomicBoolean truncateDue = new AtomicBoolean();
  private final AtomicBoolean wordsDue = new AtomicBoolean();
  private final Object holdLock = new Object();
  private int holds;
  private final Causes commitCauses = new Causes();
  private final Causes refreshCauses = new Causes();

  /** In which the latest step ran; steps take turns. */
  private volatile Context latest = Context.NONE;

  private volatile long logBytesAtCommit;
  private volatile boolean uncommitted;
  private volatile boolean closed;
  private volatile boolean failed;

  IndexMaintenance(
      String collection,
      VectorIndex index,
      OperationLog log,
      PointTable table,
      EngineMetrics metrics,
      BackgroundWork work,
      Executor threads,
      OnFailure onFailure,
      long maxLogBytes) {
    this.collection = collection;
    this.index = index;
    this.log = log;
    this.table = table;
    this.metrics = metrics;
    this.work = work;
    this.onFailure = onFailure;
    this.maxLogBytes = maxLogBytes;
    this.steps = new SerialExecutor(threads);
  }

  /** Is told what failed; no more writes are taken then. */
  interface OnFailure {
    void failed(StoragePart part, Throwable cause);
  }

  /** The log failed, and not the index: what is due stays due. */
  private static final class LogFailedException extends IOException {
    private static final long serialVersionUID = 1;

    LogFailedException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** A step that may fail; a failure ends writing to the collection. */
  private interface Step {
    void run() throws IOException;
  }

  private void later(AtomicBoolean due, Step step) {
    if (!closed && !failed && due.compareAndSet(false, true)) {
      steps.execute(
          () -> {
            due.set(false);
            attempt(step);
          });
    }
  }

  private void attempt(Step step) {
    try {
      if (!closed && !failed) {
        step.run();
      }
    } catch (LogFailedException e) {
      uncommitted = true;
      latest.run(() -> onFailure.failed(StoragePart.LOG, e));
    } catch (IOException | RuntimeException | Error e) {
      failed = true; // what was half done must neither be repeated nor committed
      latest.run(() -> onFailure.failed(StoragePart.INDEX, e));
    }
  }

  /** Tells whether a step failed, so that there will be no other. */
  boolean hasFailed() {
    return failed;
  }

  /** Flushes in the background if the recent part has become large. Cheap when it has not. */
  void flushIfLarge() {
    if (table.wantsFlush()) {
      later(
          flushDue,
          () -> {
            flush();
            commitIfLogIsLarge();
            flushIfLarge(); // for what came in meanwhile and found a flush running
          });
    }
  }

  private void commitIfLogIsLarge() throws IOException {
    if (logIsLarge()) {
      commit();
    }
  }

  private boolean logIsLarge() {
    return log.sizeBytes() - logBytesAtCommit > maxLogBytes;
  }

  /** Lets searches use what merging has made cheaper. Called by the index, in its context. */
  void indexChanged() {
    refreshCauses.add(Context.current());
    later(rebaseDue, this::refresh);
  }

  private void refresh() throws IOException {
    Context cause = refreshCauses.take();
    observe(
        BackgroundJob.REFRESH,
        cause,
        run -> {
          IndexSnapshot snapshot = index.snapshot();
          run.note("vdb.sequence", snapshot.sequence());
          run.results("vdb.segments", snapshot.segmentCount());
          table.rebase(snapshot);
          commitCauses.add(cause);
          uncommitted = true;
        });
  }

  private void observe(
      BackgroundJob job, Context cause, BackgroundWork.Work<IOException> observed)
      throws IOException {
    work.observe(
        job,
        collection,
        cause,
        run -> {
          latest = run.context();
          observed.run(run);
        });
  }

  /** Indexes words that are missing, step by step, until there are none. */
  private void indexWordsIfMissing() {
    if (index.pointsWithoutWords() > 0) {
      later(wordsDue, this::indexWords);
    }
  }

  private void indexWords() throws IOException {
    observe(
        BackgroundJob.INDEX_WORDS,
        Context.NONE,
        run -> {
          run.results("vdb.points", index.indexMissingWords(WORDS_STEP));
          IndexSnapshot snapshot = index.snapshot();
          run.note("vdb.sequence", snapshot.sequence());
          table.rebase(snapshot);
          uncommitted = true;
        });
    indexWordsIfMissing();
  }

  /** Looks, every now and then, whether a quiet time is to be used. */
  void tick(long lastWriteNanos) {
    indexWordsIfMissing();
    long quiet = System.nanoTime() - lastWriteNanos;
    long age = table.recentAgeNanos();
    if (age > 0 && (quiet > QUIET_NANOS || age > MAX_AGE_NANOS)) {
      later(
          quietDue,
          () -> {
            flush();
            commitIfLogIsLarge(); // a trickle that never ends is never quiet
            index.optimize();
            flushIfLarge();
          });
    } else if (uncommitted && quiet > QUIET_NANOS) {
      if (index.stats().optimizing()) {
        later(quietDue, index::optimize); // a flush under load may have been the last one
      } else if (quiet > COMMIT_QUIET_NANOS) {
        later(quietDue, this::commit);
      }
    } else if (logIsLarge()) {
      later(
          quietDue,
          () -> {
            flush();
            commit();
          });
    }
  }

  /** Flushes now, on the calling thread. Only before the collection is opened or while it closes. */
  void flush() throws IOException {
    PointTable.Batch batch = table.freeze();
    if (batch != null) {
      observe(BackgroundJob.INDEX_FLUSH, batch.cause(), run -> flush(batch, run));
      commitCauses.add(batch.cause());
      uncommitted = true;
    }
  }

  private void flush(PointTable.Batch batch, BackgroundRun run) throws IOException {
    run.results("vdb.points", batch.changes().size());
    run.note("vdb.sequence", batch.sequence());
    boolean puts = batch.changes().stream().anyMatch(c -> !(c instanceof IndexChange.Delete));
    boolean deletes = batch.changes().stream().anyMatch(IndexChange.Delete.class::isInstance);
    boolean done = false;
    try {
      index.apply(batch.changes(), batch.sequence());
      FailPoint.FLUSH_APPLIED.pass();
      table.flushed(index.snapshot());
      done = true;
    } finally {
      if (puts) {
        metrics.indexed(IndexWork.INSERT, done);
      }
      if (deletes) {
        metrics.indexed(IndexWork.DELETE, done);
      }
    }
  }

  /** Commits what was flushed and cuts the log behind it. */
  void commit() throws IOException {
    uncommitted = false;
    observe(
        BackgroundJob.COMMIT,
        commitCauses.take(),
        run -> {
          syncLog(); // a commit must never hold an operation that the log can still lose
          FailPoint.COMMIT_BEGIN.pass();
          long committed = index.commit();
          FailPoint.COMMIT_DONE.pass();
          truncate();
          logBytesAtCommit = log.sizeBytes();
          run.note("vdb.sequence", committed);
          run.note("vdb.bytes", index.stats().bytes());
        });
  }

  private void syncLog() throws IOException {
    try {
      log.sync();
    } catch (IOException | RuntimeException e) {
      throw new LogFailedException(e);
    }
  }

  /** Cuts the log behind the last commit, unless somebody still needs what is before it. */
  private void truncate() throws IOException {
    synchronized (holdLock) {
      if (holds > 0) {
        return;
      }
      try {
        log.truncateThrough(index.committedSequence());
      } catch (IOException | RuntimeException e) {
        throw new LogFailedException(e);
      }
    }
  }

  /** Tells whether somebody needs all records of the log and the files of the last commit. */
  boolean isHeld() {
    synchronized (holdLock) {
      return holds > 0;
    }
  }

  /** Keeps all records of the log, until {@link #releaseLog} was called as often. */
  void holdLog() {
    synchronized (holdLock) {
      holds++;
    }
  }

  /** Undoes one {@link #holdLog}; the log is cut in the background. */
  void releaseLog() {
    synchronized (holdLock) {
      holds--;
      if (holds > 0 || log.firstSequence() > index.committedSequence()) {
        return;
      }
    }
    later(truncateDue, this::truncate);
  }

  /**
   * Commits what was flushed, in its turn, and waits for it, so that what follows finds as much as
   * possible in the index. Does nothing where nothing was flushed, or nothing can be committed.
   */
  void commitFlushed() {
    if (!uncommitted || closed || failed) {
      return;
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    try {
      steps.execute(
          () -> {
            attempt(
                () -> {
                  if (uncommitted) {
                    commit();
                  }
                });
            var _ = done.complete(true);
          });
    } catch (RejectedExecutionException e) {
      throw new VdbException(ErrorCode.UNAVAILABLE, "the database is closed", e);
    }
    var _ = done.join();
  }

  /** Something that is done in the turn of a step. */
  interface Turn {
    void take() throws IOException;
  }

  /**
   * Does something in its turn, alone, and waits for it, unless nothing is done any more. Everything
   * that was logged is on the disk then. When it fails, the index is opened again.
   *
   * @param emptied whether everything is moved into the index before
   */
  void inTurn(boolean emptied, Turn turn) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    steps.execute(
        () -> {
          attempt(
              () -> {
                syncLog(); // its number must never be given to another operation
                if (emptied) {
                  flush();
                }
                turn.take();
              });
          var _ = done.complete(true);
        });
    var _ = done.join();
  }

  /** Ends the background steps after the one that is running. */
  void stop() {
    closed = true;
    steps.awaitIdle();
  }

  /** Flushes and commits on the calling thread, after {@link #stop}. */
  void flushAndCommit() throws IOException {
    flush();
    if (uncommitted) {
      commit();
    }
  }
}
