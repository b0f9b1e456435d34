package io.vdb.server.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.vdb.server.lifecycle.Component;
import io.vdb.server.lifecycle.ObservabilityComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Counts log lines while the backends run. */
public final class LogMetricsComponent implements Component {

  private final ObservabilityComponent observability;
  private @Nullable LogEventCounter counter;

  /** A counter that records to these backends. */
  public LogMetricsComponent(ObservabilityComponent observability) {
    this.observability = observability;
  }

  @Override
  public String name() {
    return "log metrics";
  }

  @Override
  public void start() {
    LogEventCounter started = new LogEventCounter(observability.observability().meter());
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      started.setContext(context);
      started.start();
      root(context).addAppender(started);
    }
    counter = started;
  }

  @Override
  public void stop() {
    LogEventCounter started = counter;
    counter = null;
    if (started != null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      root(context).detachAppender(started);
      started.stop();
    }
  }

  private static Logger root(LoggerContext context) {
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
