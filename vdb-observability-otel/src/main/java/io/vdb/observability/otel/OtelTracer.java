package io.vdb.observability.otel;

import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;

/** Decides at each root whether its trace is recorded. */
final class OtelTracer implements Tracer {

  private final Sampling sampling;
  private final SpanSink sink;
  private final Clock clock;
  private final LongAdder unsampled = new LongAdder();

  OtelTracer(Sampling sampling, SpanSink sink, Clock clock) {
    this.sampling = sampling;
    this.sink = sink;
    this.clock = clock;
  }

  @Override
  public Span request(String name, TraceContext parent, long startNanos) {
    TraceContext ids = parent.isValid() ? parent.next(false) : TraceContext.random(false);
    if (!records(parent, ids)) {
      return Span.unrecorded(ids);
    }
    return RecordedSpan.ofRequest(
        LocalTrace.begin(sink, sampled(ids), clock), name, parent, startNanos);
  }

  @Override
  public Span background(String name, TraceContext cause, long startNanos) {
    TraceContext ids = TraceContext.random(false);
    if (!records(cause, ids)) {
      return Span.unrecorded(ids);
    }
    return RecordedSpan.ofBackground(
            LocalTrace.begin(sink, sampled(ids), clock), name, startNanos)
        .link(cause);
  }

  private boolean records(TraceContext other, TraceContext ids) {
    if (!sink.queue().isOpen()) {
      return false;
    }
    if (sampling.records(other, ids.traceId())) {
      return true;
    }
    unsampled.increment();
    return false;
  }

  private static TraceContext sampled(TraceContext ids) {
    return new TraceContext(ids.traceId(), ids.spanId(), true, ids.traceState());
  }

  long unsampled() {
    return unsampled.sum();
  }
}
