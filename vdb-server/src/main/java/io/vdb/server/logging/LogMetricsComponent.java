package io.vdb.server.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Registration;
import io.vdb.server.lifecycle.Component;
import io.vdb.server.lifecycle.ObservabilityComponent;
import io.vdb.server.metrics.ServerMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Counts log lines, and those that were lost, while the backends run. */
public final class LogMetricsComponent implements Component {

  private final ObservabilityComponent observability;
  private final List<Registration> exported = new ArrayList<>();
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
    Meter meter = observability.observability().meter();
    LogEventCounter started = new LogEventCounter(meter);
    LostLines lost = new LostLines();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      started.setContext(context);
      started.start();
      root(context).addAppender(started);
      lost = LoggingComponent.lostLines(context);
    }
    counter = started;
    export(meter, lost::dropped, "queue_full");
    export(meter, lost::refused, "write_failed");
  }

  /** Each server counts from its own start, as it does whatever else belongs to the process. */
  private void export(Meter meter, LongSupplier lines, String reason) {
    long before = lines.getAsLong();
    exported.add(
        meter.counterCallback(
            ServerMetrics.LOG_LINES_DROPPED,
            () -> (double) (lines.getAsLong() - before),
            reason));
  }

  @Override
  public void stop() {
    exported.forEach(Registration::close);
    exported.clear();
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
