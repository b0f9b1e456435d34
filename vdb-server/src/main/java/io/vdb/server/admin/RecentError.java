package io.vdb.server.admin;

import java.time.Instant;
import java.util.Map;

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
 * @param fields what else the line says, by name: only what never holds data, such as the route
 */
public record RecentError(
    Instant time,
    LogLevel level,
    String logger,
    String message,
    String exception,
    String correlationId,
    String traceId,
    Map<String, String> fields) {

  private static final int OBJECTS_BYTES = 256;
  private static final int FIELD_BYTES = 128;

  /** Keeps a copy of the fields. */
  public RecentError {
    fields = Map.copyOf(fields);
  }

  /** Returns about how much memory it takes. */
  int bytes() {
    int characters =
        logger.length()
            + message.length()
            + exception.length()
            + correlationId.length()
            + traceId.length();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      characters += field.getValue().length(); // names are shared
    }
    return OBJECTS_BYTES + fields.size() * FIELD_BYTES + 2 * characters;
  }
}
