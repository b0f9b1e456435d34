package io.vdb.observability.spi;

import org.jspecify.annotations.Nullable;

/**
 * One timed step of a trace. Safe for concurrent use; never throws, never blocks. What is set after
 * the end is dropped.
 *
 * <p>Times are readings of {@link System#nanoTime}, so that a step that was timed for a metric
 * becomes a span with the same numbers, also after the fact.
 *
 * <p>Of a trace that is not recorded, a span has ids and nothing else: it is its own child, and
 * using it allocates nothing. Guard work that only a recorded span needs with {@link #isRecording}.
 */
public interface Span {

  /** Returns the ids of this span. */
  TraceContext context();

  /** Tells whether what is set here goes anywhere. */
  boolean isRecording();

  /** Starts a step of this one, also when this one has ended. */
  default Span child(String name) {
    return child(name, System.nanoTime());
  }

  /** Starts a step of this one that began at {@code startNanos}, also when this one has ended. */
  Span child(String name, long startNanos);

  /** Sets an attribute; the last value of a key counts. An empty key is dropped. */
  Span attribute(String key, String value);

  /** Sets an attribute. */
  Span attribute(String key, long value);

  /** Sets an attribute. */
  Span attribute(String key, double value);

  /** Sets an attribute. */
  Span attribute(String key, boolean value);

  /** Notes that something happened now. */
  Span event(String name);

  /** Points to a span that caused this one or that this one belongs to as well. */
  Span link(TraceContext other);

  /**
   * Marks the step as failed.
   *
   * @param type low-cardinality name of the failure, such as an error code
   * @param cause recorded with its type and stack, but without its message, which may quote data;
   *     absent when there is none
   */
  Span failed(String type, @Nullable Throwable cause);

  /** Ends the step now. Only the first end counts. */
  default void end() {
    if (isRecording()) {
      end(System.nanoTime());
    }
  }

  /** Ends the step at {@code endNanos}. */
  void end(long endNanos);

  /** Returns the span of no trace. */
  static Span none() {
    return UnrecordedSpan.NONE;
  }

  /** Returns a span that is not recorded and has these ids, which it passes on as not sampled. */
  static Span unrecorded(TraceContext ids) {
    return new UnrecordedSpan(
        ids.sampled()
            ? new TraceContext(ids.traceId(), ids.spanId(), false, ids.traceState())
            : ids);
  }
}
