package io.vdb.core.engine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line for each operation, for whoever turns the logger on. Never says what data there is. */
final class OperationLines {

  private static final Logger LOG = LoggerFactory.getLogger("io.vdb.core.operations");

  private OperationLines() {}

  static void query(
      QueryKind kind, String collection, long nanos, long results, @Nullable Throwable failure) {
    write("query", kind.operation(), collection, nanos, results, failure);
  }

  static void write(
      WriteKind kind,
      @Nullable String collection,
      long nanos,
      long points,
      @Nullable Throwable failure) {
    write("write", kind.operation(), collection, nanos, points, failure);
  }

  static void indexing(
      String operation,
      @Nullable String collection,
      long nanos,
      long results,
      @Nullable Throwable failure) {
    write("indexing", operation, collection, nanos, results, failure);
  }

  private static void write(
      String type,
      String operation,
      @Nullable String collection,
      long nanos,
      long results,
      @Nullable Throwable failure) {
    if (LOG.isDebugEnabled()) {
      LoggingEventBuilder line =
          fields(LOG.atDebug(), type, operation, collection, nanos, results, failure);
      String outcome = failure == null ? "done" : "failed";
      if (collection == null) {
        line.log("{} {}", operation, outcome);
      } else {
        line.log("{} of collection {} {}", operation, collection, outcome);
      }
    }
  }

  /** Adds the fields that every line about an operation has. */
  static LoggingEventBuilder fields(
      LoggingEventBuilder line,
      String type,
      String operation,
      @Nullable String collection,
      long nanos,
      long results,
      @Nullable Throwable failure) {
    LoggingEventBuilder named =
        line.addKeyValue("operation_type", type).addKeyValue("operation", operation);
    if (collection != null) {
      named = named.addKeyValue("collection", collection);
    }
    LoggingEventBuilder described =
        named
            .addKeyValue("duration_ms", millis(nanos))
            .addKeyValue("success", failure == null)
            .addKeyValue("result_count", results);
    return failure == null
        ? described
        : described.addKeyValue("error", FailureType.of(failure));
  }

  /** Returns milliseconds, to the microsecond. */
  static double millis(long nanos) {
    long micros = nanos / 1_000;
    return micros / 1e3;
  }
}
