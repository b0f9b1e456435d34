package io.vdb.core.engine;

import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;

/** Requests as a front makes them. */
final class TestRequests {

  /** A request that nobody records. */
  static final TraceContext UNSAMPLED = TraceContext.random(false);

  private TestRequests() {}

  /** Runs something in a request and returns the id of its trace. */
  static String request(
      Observability observability, String correlationId, TraceContext parent, Runnable work) {
    Span span = observability.tracer().request("request", parent, System.nanoTime());
    try {
      Context.of(correlationId, span).run(work);
    } finally {
      span.end();
    }
    return span.context().traceId();
  }

  static String request(Observability observability, String correlationId, Runnable work) {
    return request(observability, correlationId, TraceContext.NONE, work);
  }
}
