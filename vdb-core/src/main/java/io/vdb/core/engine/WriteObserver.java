package io.vdb.core.engine;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Where the writes of a collection, or those that make and end it, are measured: the numbers of one write feed metrics, spans and
 * the log line alike. Safe for concurrent use.
 */
final class WriteObserver {

  private final String collection;
  private final EngineMetrics metrics;
  private final LongAdder writes = new LongAdder();

  WriteObserver(String collection, EngineMetrics metrics) {
    this.collection = collection;
    this.metrics = metrics;
  }

  /** Returns how many writes there were, failed ones included. */
  long writes() {
    return writes.sum();
  }

  WriteRun begin(WriteKind kind) {
    return new WriteRun(kind, collection);
  }

  /** A write has ended; returns how long it took. */
  long ended(WriteRun run, boolean withFilter, @Nullable Throwable failure) {
    long end = System.nanoTime();
    long nanos = end - run.startNanos();
    writes.increment();
    metrics.written(run.kind(), nanos, failure == null);
    if (withFilter) {
      metrics.filtered();
    }
    run.ended(end, failure);
    OperationLines.write(run.kind(), collection, nanos, run.points(), failure);
    return nanos;
  }
}
