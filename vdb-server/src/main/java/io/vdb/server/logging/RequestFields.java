package io.vdb.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.TraceContext;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The ids on each line: those of the context that the logging thread works in, and beside them
 * whatever an embedder has put into the MDC.
 */
final class RequestFields {

  private static final String CORRELATION_ID = "correlation_id";
  private static final String TRACE_ID = "trace_id";
  private static final String SPAN_ID = "span_id";

  private RequestFields() {}

  /** Tells name and value of each. To be called on the thread that logs. */
  static void each(ILoggingEvent event, BiConsumer<String, String> field) {
    Context context = Context.current();
    String correlationId = context.correlationId();
    if (!correlationId.isEmpty()) {
      field.accept(CORRELATION_ID, correlationId);
    }
    TraceContext trace = context.span().context();
    if (trace.isValid()) {
      field.accept(TRACE_ID, trace.traceId());
      field.accept(SPAN_ID, trace.spanId());
    }
    Map<String, String> mdc = event.getMDCPropertyMap();
    if (mdc.isEmpty()) {
      return;
    }
    mdc.forEach(
        (name, value) -> {
          boolean ours =
              name.equals(CORRELATION_ID)
                  ? !correlationId.isEmpty()
                  : trace.isValid() && (name.equals(TRACE_ID) || name.equals(SPAN_ID));
          if (!ours) {
            field.accept(name, value);
          }
        });
  }
}
