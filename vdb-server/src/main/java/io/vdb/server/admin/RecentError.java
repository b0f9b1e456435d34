package io.vdb.server.admin;

import java.time.Instant;

/**
 * A line that was logged as a warning or an error.
 *
 * @param time when
 * @param level {@link LogLevel#WARN} or {@link LogLevel#ERROR}
 * @param logger name of the logger
 * @param message what it says; never quotes data
 * @param exception class of the exception; empty when there was none. Its message may quote data
 * @param correlationId of the request that caused it; empty when there was none
 * @param traceId of the request that caused it; empty when there was none
 */
public record RecentError(
    Instant time,
    LogLevel level,
    String logger,
    String message,
    String exception,
    String correlationId,
    String traceId) {

  private static final int OBJECTS_BYTES = 256;

  /** Returns about how much memory it takes. */
  int bytes() {
    int characters =
        logger.length()
            + message.length()
            + exception.length()
            + correlationId.length()
            + traceId.length();
    return OBJECTS_BYTES + 2 * characters;
  }
}
