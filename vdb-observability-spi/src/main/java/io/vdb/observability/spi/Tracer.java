package io.vdb.observability.spi;

/**
 * Capability of a backend that records spans; of several backends at most one may have it. Safe for
 * concurrent use; never throws, never blocks.
 *
 * <p>Whether a trace is recorded is decided here, at its root in this process, and never again.
 */
public interface Tracer {

  /**
   * Starts the span of a request, at the root of this process's part of a trace.
   *
   * @param name low-cardinality, such as a method and a route template
   * @param parent what the request brought along; {@link TraceContext#NONE} starts a new trace.
   *     Whether the parent is sampled decides whether this one is
   * @param startNanos when it began, as {@link System#nanoTime} tells it
   */
  Span request(String name, TraceContext parent, long startNanos);

  /**
   * Starts the span of work in the background, at the root of a trace of its own.
   *
   * @param cause the span whose work made this necessary; the new span links to it and is recorded
   *     if it was. With {@link TraceContext#NONE} the tracer decides as for a new trace
   * @param startNanos when it began, as {@link System#nanoTime} tells it
   */
  Span background(String name, TraceContext cause, long startNanos);

  /** Returns the tracer that records nothing. Its spans have ids all the same. */
  static Tracer none() {
    return UnrecordedTracer.INSTANCE;
  }
}
