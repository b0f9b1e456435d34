package io.vdb.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Meter;
import io.vdb.server.metrics.ServerMetrics;

/** Counts what is logged, by severity. */
final class LogEventCounter extends AppenderBase<ILoggingEvent> {

  private final Counter trace;
  private final Counter debug;
  private final Counter info;
  private final Counter warn;
  private final Counter error;

  LogEventCounter(Meter meter) {
    trace = meter.counter(ServerMetrics.LOG_EVENTS, "trace");
    debug = meter.counter(ServerMetrics.LOG_EVENTS, "debug");
    info = meter.counter(ServerMetrics.LOG_EVENTS, "info");
    warn = meter.counter(ServerMetrics.LOG_EVENTS, "warn");
    error = meter.counter(ServerMetrics.LOG_EVENTS, "error");
  }

  @Override
  protected void append(ILoggingEvent event) {
    counter(event.getLevel()).increment();
  }

  private Counter counter(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> error;
      case Level.WARN_INT -> warn;
      case Level.INFO_INT -> info;
      case Level.DEBUG_INT -> debug;
      default -> trace;
    };
  }
}
