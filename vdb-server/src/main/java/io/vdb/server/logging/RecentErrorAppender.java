package io.vdb.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.TraceContext;
import io.vdb.server.admin.LogLevel;
import io.vdb.server.admin.RecentError;
import io.vdb.server.admin.RecentErrors;
import java.util.Objects;

/** Keeps warnings and errors. Runs on the thread that logs, so that its context is there. */
final class RecentErrorAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final String OURS = "io.vdb.";
  private static final int LONGEST = 1_000;

  private final RecentErrors errors;

  RecentErrorAppender(RecentErrors errors) {
    this.errors = errors;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
      return;
    }
    Context context = Context.current();
    TraceContext trace = context.span().context();
    IThrowableProxy exception = event.getThrowableProxy();
    errors.add(
        new RecentError(
            event.getInstant(),
            event.getLevel().isGreaterOrEqual(Level.ERROR) ? LogLevel.ERROR : LogLevel.WARN,
            shortened(event.getLoggerName()),
            shortened(message(event)),
            exception == null ? "" : shortened(exception.getClassName()),
            context.correlationId(),
            trace.isValid() ? trace.traceId() : ""));
  }

  /** What libraries put into their messages is not ours to vouch for. */
  private static String message(ILoggingEvent event) {
    String text =
        event.getLoggerName().startsWith(OURS) ? event.getFormattedMessage() : event.getMessage();
    return Objects.requireNonNullElse(text, "");
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
