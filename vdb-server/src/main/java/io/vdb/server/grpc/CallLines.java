package io.vdb.server.grpc;

import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The lines in the log that every call leaves: one when it starts, one when it is over. */
final class CallLines {

  private static final Logger log = LoggerFactory.getLogger("io.vdb.server.requests");

  private static final int MAX_PATH = 200;
  private static final double NANOS_PER_MILLI = 1e6;

  private CallLines() {}

  static void started(CallName name, ServiceRequestContext ctx) {
    if (log.isDebugEnabled()) {
      String path = ctx.path();
      log.atDebug()
          .addKeyValue("service", name.service())
          .addKeyValue("method", name.method())
          .addKeyValue("path", path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH))
          .log("request started");
    }
  }

  static void completed(CallName name, ObservedCall observed, RequestLog call) {
    Status.Code code = observed.code();
    Level level = level(name, code);
    if (!log.isEnabledForLevel(level)) {
      return;
    }
    LoggingEventBuilder line =
        log.atLevel(level)
            .addKeyValue("service", name.service())
            .addKeyValue("method", name.method())
            .addKeyValue("code", code.name())
            .addKeyValue("duration_ms", call.totalDurationNanos() / NANOS_PER_MILLI)
            .addKeyValue("request_bytes", call.requestLength())
            .addKeyValue("response_bytes", call.responseLength());
    if (code != Status.Code.OK) {
      line = line.addKeyValue("error", CallMetrics.error(code));
    }
    Throwable cause = level == Level.ERROR ? observed.failure(call) : null;
    (cause == null ? line : line.setCause(cause)).log("request completed");
  }

  private static Level level(CallName name, Status.Code code) {
    return switch (code) {
      case INTERNAL, UNKNOWN, DATA_LOSS -> Level.ERROR;
      case UNAVAILABLE, DEADLINE_EXCEEDED -> name.isProbe() ? Level.DEBUG : Level.WARN;
      case UNAUTHENTICATED, PERMISSION_DENIED -> name.isProbe() ? Level.WARN : Level.INFO;
      default -> name.isProbe() ? Level.DEBUG : Level.INFO;
    };
  }
}
