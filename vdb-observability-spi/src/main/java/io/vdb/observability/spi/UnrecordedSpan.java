package io.vdb.observability.spi;

import org.jspecify.annotations.Nullable;

/** Ids and nothing else. */
record UnrecordedSpan(TraceContext context) implements Span {

  static final UnrecordedSpan NONE = new UnrecordedSpan(TraceContext.NONE);

  @Override
  public boolean isRecording() {
    return false;
  }

  @Override
  public Span child(String name) {
    return this; // without a look at the clock
  }

  @Override
  public Span child(String name, long startNanos) {
    return this;
  }

  @Override
  public Span attribute(String key, String value) {
    return this;
  }

  @Override
  public Span attribute(String key, long value) {
    return this;
  }

  @Override
  public Span attribute(String key, double value) {
    return this;
  }

  @Override
  public Span attribute(String key, boolean value) {
    return this;
  }

  @Override
  public Span event(String name) {
    return this;
  }

  @Override
  public Span link(TraceContext other) {
    return this;
  }

  @Override
  public Span failed(String type, @Nullable Throwable cause) {
    return this;
  }

  @Override
  public void end(long endNanos) {}
}
