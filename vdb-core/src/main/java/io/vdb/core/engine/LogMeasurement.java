package io.vdb.core.engine;

import io.vdb.core.log.LogListener;
import org.jspecify.annotations.Nullable;

/**
 * Feeds what a log reports to the metrics, and remembers for the writer how long its append waited
 * for the disk.
 */
final class LogMeasurement implements LogListener {

  /** One flush to the disk. */
  record Force(long startNanos, long nanos) {}

  private static final long NOBODY = -1;

  private final EngineMetrics metrics;

  /** Id of the thread that appends; flushes of other threads are not for it. */
  private volatile long appending = NOBODY;

  /** Changed and read by the appending thread only. */
  private @Nullable Force forced;

  LogMeasurement(EngineMetrics metrics) {
    this.metrics = metrics;
  }

  /** The calling thread is about to append. */
  void begin() {
    forced = null;
    appending = Thread.currentThread().threadId();
  }

  /** Returns what the append of the calling thread waited for the disk, if it did. */
  @Nullable Force end() {
    appending = NOBODY;
    return forced;
  }

  @Override
  public void appended(int records, long bytes) {
    metrics.logAppended(records);
  }

  @Override
  public void forced(long startNanos, long nanos) {
    metrics.fsynced(nanos);
    if (appending == Thread.currentThread().threadId()) {
      forced = new Force(startNanos, nanos);
    }
  }
}
