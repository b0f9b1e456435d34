package io.vdb.it.bench.counting;

import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import org.jspecify.annotations.Nullable;

/** Counts what is told to it. One that is not recorded is its own child, as the real ones are. */
record CountingSpan(Calls calls, TraceContext context) implements Span {

  @Override
  public boolean isRecording() {
    return context.sampled();
  }

  @Override
  public Span child(String name) {
    return child(name, 0);
  }

  @Override
  public Span child(String name, long startNanos) {
    if (!isRecording()) {
      calls.made(Call.UNRECORDED_CHILD);
      return this;
    }
    calls.made(Call.RECORDED_CHILD);
    return new CountingSpan(calls, context.next(true));
  }

  private Span told() {
    calls.made(isRecording() ? Call.RECORDED_DETAIL : Call.UNRECORDED_DETAIL);
    return this;
  }

  @Override
  public Span attribute(String key, String value) {
    return told();
  }

  @Override
  public Span attribute(String key, long value) {
    return told();
  }

  @Override
  public Span attribute(String key, double value) {
    return told();
  }

  @Override
  public Span attribute(String key, boolean value) {
    return told();
  }

  @Override
  public Span event(String name) {
    return told();
  }

  @Override
  public Span link(TraceContext other) {
    return told();
  }

  @Override
  public Span failed(String type, @Nullable Throwable cause) {
    return told();
  }

  @Override
  public void end(long endNanos) {}
}
