package io.vdb.core.engine;

import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import org.jspecify.annotations.Nullable;

/**
 * One run of work in the background, in a trace of its own and with the correlation id of what
 * caused it. Confined to the thread that runs it.
 */
final class BackgroundRun {

  /** Is told how a run ended. */
  interface Ended {
    void ended(long nanos, boolean success);
  }

  private final String operation;
  private final @Nullable String collection;
  private final Context context;
  private final long startNanos;
  private final Ended ended;
  private long results;

  BackgroundRun(
      String operation,
      @Nullable String collection,
      Context context,
      long startNanos,
      Ended ended) {
    this.operation = operation;
    this.collection = collection;
    this.context = context;
    this.startNanos = startNanos;
    this.ended = ended;
  }

  /** Returns what the work runs in. */
  Context context() {
    return context;
  }

  /** Says how many points or operations the run is about. */
  void results(String attribute, long count) {
    results = count;
    note(attribute, count);
  }

  /** Says more about the run, for its span. */
  void note(String attribute, long value) {
    context.span().attribute(attribute, value);
  }

  void succeeded() {
    end(null);
  }

  void failed(Throwable failure) {
    end(failure);
  }

  /** Was given up because it is not wanted any more; neither a success nor a failure. */
  void cancelled() {
    context.span().attribute("vdb.cancelled", true).end();
  }

  private void end(@Nullable Throwable failure) {
    long endNanos = System.nanoTime();
    long nanos = endNanos - startNanos;
    ended.ended(nanos, failure == null);
    Span span = context.span();
    if (span.isRecording()) {
      if (failure != null) {
        String type = FailureType.of(failure);
        span.failed(type, failure).attribute("error.type", type);
      }
      span.end(endNanos);
    }
    context.run(
        () -> OperationLines.indexing(operation, collection, nanos, results, failure));
  }
}
