package io.vdb.server.rest;

import com.linecorp.armeria.server.ServiceRequestContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The lines in the log that every request leaves: one when it starts, one when it is over. */
final class RequestLines {

  private static final Logger log = LoggerFactory.getLogger("io.vdb.server.requests");

  private static final String COMPLETED = "request completed";
  private static final int MAX_PATH = 200;
  private static final double NANOS_PER_MILLI = 1e6;

  private RequestLines() {}

  static void started(ServiceRequestContext ctx, String route) {
    if (log.isDebugEnabled()) {
      log.atDebug()
          .addKeyValue("method", ctx.method().name())
          .addKeyValue("route", route)
          .addKeyValue("path", path(ctx))
          .log("request started");
    }
  }

  /** Returns the path without its parameters, cut when it is long. */
  static String path(ServiceRequestContext ctx) {
    String path = ctx.path();
    return path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH);
  }

  static void completed(AnsweredRequest answered, boolean probe) {
    Level level = level(answered, probe);
    if (!log.isEnabledForLevel(level)) {
      return;
    }
    LoggingEventBuilder line =
        log.atLevel(level)
            .addKeyValue("method", answered.ctx().method().name())
            .addKeyValue("route", answered.route())
            .addKeyValue("status", answered.status())
            .addKeyValue(
                "duration_ms", answered.log().totalDurationNanos() / NANOS_PER_MILLI)
            .addKeyValue("request_bytes", answered.log().requestLength())
            .addKeyValue("response_bytes", answered.log().responseLength());
    if (!answered.error().isEmpty()) {
      line = line.addKeyValue("error", answered.error());
    }
    Throwable cause = answered.cause();
    (cause == null ? line : line.setCause(cause)).log(COMPLETED);
  }

  /**
   * Ours are errors, being unavailable is a warning, and a probe that says so is doing its job. A
   * probe with a wrong key is a warning too: metrics are missing somewhere, or somebody tries keys.
   */
  private static Level level(AnsweredRequest answered, boolean probe) {
    if (!answered.isServerError()) {
      if (!probe) {
        return Level.INFO;
      }
      return answered.isRefusedAccess() ? Level.WARN : Level.DEBUG;
    }
    boolean unavailable = answered.status() == 503;
    if (probe) {
      return unavailable ? Level.DEBUG : Level.ERROR;
    }
    return unavailable ? Level.WARN : Level.ERROR;
  }

  /** Logs a request that was refused before it could be read, so that its length is unknown. */
  static void refused(String method, String route, int status, String error) {
    log.atInfo()
        .addKeyValue("method", method)
        .addKeyValue("route", route)
        .addKeyValue("status", status)
        .addKeyValue("error", error)
        .log(COMPLETED);
  }
}
