package io.vdb.observability.spi;

/** Gives out ids and records nothing. */
enum UnrecordedTracer implements Tracer {
  INSTANCE;

  @Override
  public Span request(String name, TraceContext parent, long startNanos) {
    return new UnrecordedSpan(
        parent.isValid() ? parent.next(false) : TraceContext.random(false));
  }

  @Override
  public Span background(String name, TraceContext cause, long startNanos) {
    return new UnrecordedSpan(TraceContext.random(false));
  }
}
