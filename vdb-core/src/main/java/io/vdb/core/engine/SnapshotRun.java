package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.snapshot.Progress;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One piece of work on snapshots while it goes on: its span and stages, and a line in the log every
 * now and then while it takes long. Used by one thread.
 */
final class SnapshotRun implements Progress {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotRun.class);
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final WriteRun write;
  private final String subject;
  private final BooleanSupplier stopping;
  private long lastLine;
  private long expected;
  private long done;

  /**
   * Begins now.
   *
   * @param collection the one that it is about; absent when it is about all
   * @param stopping tells whether the work is to be given up
   */
  SnapshotRun(WriteKind kind, @Nullable String collection, BooleanSupplier stopping) {
    this.write = new WriteRun(kind, collection);
    this.subject = collection == null ? "all collections" : "collection " + collection;
    this.stopping = stopping;
    this.lastLine = write.startNanos();
  }

  WriteRun write() {
    return write;
  }

  /** So many bytes are to be read or written. */
  void expect(long bytes) {
    expected = bytes;
    write.note("vdb.snapshot.bytes", bytes);
  }

  void records(long count) {
    write.note("vdb.snapshot.records", count);
  }

  @Override
  public void advanced(long bytes) {
    done += bytes;
    if (stopping.getAsBoolean()) {
      throw new VdbException(ErrorCode.UNAVAILABLE, "the database is being closed");
    }
    long now = System.nanoTime();
    if (now - lastLine > LINE_NANOS) {
      lastLine = now;
      LOG.info(
          "{} of {} goes on: {} of about {} bytes after {} s",
          write.kind().operation(),
          subject,
          done,
          expected,
          TimeUnit.NANOSECONDS.toSeconds(now - write.startNanos()));
    }
  }

  /** A part of the work. */
  @FunctionalInterface
  interface Stage<T> {
    T run() throws IOException;
  }

  /** Does a part of the work, with a span of its own. */
  <T> T stage(String name, Stage<T> stage) throws IOException {
    long start = System.nanoTime();
    T result;
    try {
      result = stage.run();
    } catch (IOException | RuntimeException | Error e) {
      write.stage(name, start, System.nanoTime(), e);
      throw e;
    }
    write.stage(name, start, System.nanoTime(), null);
    return result;
  }

  /** The caller has its answer; returns how long it took. */
  long ended(@Nullable String collection, @Nullable Throwable failure) {
    long end = System.nanoTime();
    long nanos = end - write.startNanos();
    write.ended(end, failure);
    OperationLines.write(write.kind(), collection, nanos, 0, failure);
    return nanos;
  }
}
