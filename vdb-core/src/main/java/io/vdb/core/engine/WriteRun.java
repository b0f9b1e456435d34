package io.vdb.core.engine;

import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import org.jspecify.annotations.Nullable;

/**
 * One write while it goes on, from its caller through the writer's thread and back. What the writer
 * measured for a whole group becomes spans of each of its writes that is traced.
 */
final class WriteRun {

  private final WriteKind kind;
  private final long startNanos;
  private final Context context;
  private final boolean recording;
  private final Span span;
  private long points;

  /**
   * Begins now.
   *
   * @param collection the one that it is about; absent when there may be several
   */
  WriteRun(WriteKind kind, @Nullable String collection) {
    this.kind = kind;
    startNanos = System.nanoTime();
    context = Context.current();
    recording = context.span().isRecording();
    span =
        recording
            ? Spans.operation(context, kind.operation(), collection, startNanos)
            : context.span();
  }

  WriteKind kind() {
    return kind;
  }

  long startNanos() {
    return startNanos;
  }

  /** Returns what the write was asked for in. */
  Context context() {
    return context;
  }

  /**
   * Returns how many points, or changes of aliases, it is about, as far as that is known; one given
   * twice counts twice.
   */
  long points() {
    return points;
  }

  void points(long count) {
    points = count;
  }

  /**
   * The group of the write was appended to the log, or failed to be.
   *
   * @param forced what it waited for the disk; nothing when it did not
   */
  void logged(
      long from, long to, LogMeasurement.@Nullable Force forced, @Nullable Throwable failure) {
    if (!recording) {
      return;
    }
    Span append = Spans.stage(span, context, "log_append", from);
    if (forced != null) {
      Spans.stage(append, context, "fsync", forced.startNanos())
          .end(forced.startNanos() + forced.nanos());
    }
    end(append, to, failure);
  }

  /** The operations of the write were applied with those of its group, or failed to be. */
  void applied(long from, long to, @Nullable Throwable failure) {
    if (recording) {
      end(Spans.stage(span, context, "index_apply", from), to, failure);
    }
  }

  /** A stage of its own has ended. */
  void stage(String name, long from, long to, @Nullable Throwable failure) {
    if (recording) {
      end(Spans.stage(span, context, name, from), to, failure);
    }
  }

  /** Says more about it, for its span. */
  void note(String attribute, long value) {
    if (recording) {
      var _ = span.attribute(attribute, value);
    }
  }

  /** The caller has its answer. */
  void ended(long endNanos, @Nullable Throwable failure) {
    if (recording) {
      if (kind.isBatch()) {
        span.attribute(Spans.BATCH_SIZE, points);
      }
      end(span, endNanos, failure);
    }
  }

  private static void end(Span span, long endNanos, @Nullable Throwable failure) {
    if (failure != null) {
      String type = FailureType.of(failure);
      span.failed(type, failure).attribute("error.type", type);
    }
    span.end(endNanos);
  }
}
