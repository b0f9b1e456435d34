package io.vdb.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.vdb.core.observe.SlowQueryLog;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.TraceContext;
import io.vdb.server.admin.LogLevel;
import io.vdb.server.admin.RecentError;
import io.vdb.server.admin.RecentErrors;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.event.KeyValuePair;

/** Keeps warnings and errors. Runs on the thread that logs, so that its context is there. */
final class RecentErrorAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final String OURS = "io.vdb.";
  private static final int LONGEST = 1_000;
  private static final int LONGEST_FIELD = 200;

  /** Fields of our own lines that never hold data. */
  private static final Set<String> FIELDS =
      Set.of(
          "method", "route", "status", "code", "service", "error", "collection", "operation");

  /** Slow queries have a list of their own, and would push out what is kept here. */
  private static final String ELSEWHERE = SlowQueryLog.class.getName();

  /**
   * Refusals of clients that show no right key. Whoever reaches the port can cause as many of them as
   * he likes, and would push out what is kept here.
   */
  private static final Set<String> REFUSALS = Set.of("unauthenticated", "permission_denied");

  private final RecentErrors errors;

  RecentErrorAppender(RecentErrors errors) {
    this.errors = errors;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN)
        || event.getLoggerName().equals(ELSEWHERE)) {
      return;
    }
    Map<String, String> fields = fields(event);
    if (REFUSALS.contains(fields.getOrDefault("error", ""))) {
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
            trace.isValid() ? trace.traceId() : "",
            fields));
  }

  /** What libraries put into their messages is not ours to vouch for. */
  private static String message(ILoggingEvent event) {
    String text = isOurs(event) ? event.getFormattedMessage() : event.getMessage();
    return Objects.requireNonNullElse(text, "");
  }

  private static boolean isOurs(ILoggingEvent event) {
    return event.getLoggerName().startsWith(OURS);
  }

  private static Map<String, String> fields(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null || !isOurs(event)) {
      return Map.of();
    }
    Map<String, String> fields = new TreeMap<>();
    for (KeyValuePair pair : pairs) {
      if (FIELDS.contains(pair.key)) {
        fields.put(pair.key, shortened(String.valueOf(pair.value), LONGEST_FIELD));
      }
    }
    return fields;
  }

  private static String shortened(String text) {
    return shortened(text, LONGEST);
  }

  private static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest);
  }
}
