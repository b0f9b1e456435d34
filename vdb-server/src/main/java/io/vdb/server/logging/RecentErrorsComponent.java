package io.vdb.server.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.vdb.server.admin.RecentErrors;
import io.vdb.server.lifecycle.Component;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Keeps the latest warnings and errors while the server runs. */
public final class RecentErrorsComponent implements Component {

  private final RecentErrors errors;
  private @Nullable RecentErrorAppender appender;

  /** A component that keeps them here. */
  public RecentErrorsComponent(RecentErrors errors) {
    this.errors = errors;
  }

  @Override
  public String name() {
    return "recent errors";
  }

  @Override
  public void start() {
    RecentErrorAppender started = new RecentErrorAppender(errors);
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      started.setContext(context);
      started.start();
      root(context).addAppender(started);
    }
    appender = started;
  }

  @Override
  public void stop() {
    RecentErrorAppender started = appender;
    appender = null;
    if (started != null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      root(context).detachAppender(started);
      started.stop();
    }
  }

  private static Logger root(LoggerContext context) {
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
