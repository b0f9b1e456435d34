package io.vdb.observability.otel;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the SDK's exporters from logging every failed request that {@link ExportWatch} tells of
 * already. Only what they log on threads of this backend is left out: an application that uses the
 * SDK itself sees what it always saw. The HTTP client renames threads, so they are told apart by a
 * scoped value.
 */
final class QuietExporters implements Filter {

  /** How the names of this backend's threads begin. */
  static final String THREADS = "vdb-otel-";

  private static final ScopedValue<Boolean> QUIET = ScopedValue.newInstance();

  /** Held, because a logger that nobody holds forgets its filter. */
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger("io.opentelemetry.exporter.otlp.internal.GrpcExporter"),
          Logger.getLogger("io.opentelemetry.exporter.otlp.internal.HttpExporter"));

  private final @Nullable Filter before;

  private QuietExporters(@Nullable Filter before) {
    this.before = before;
  }

  static synchronized void install() {
    for (Logger logger : LOGGERS) {
      if (!(logger.getFilter() instanceof QuietExporters)) {
        logger.setFilter(new QuietExporters(logger.getFilter()));
      }
    }
  }

  /** Runs what exports. */
  static void quietly(Runnable task) {
    ScopedValue.where(QUIET, true).run(task);
  }

  @Override
  public boolean isLoggable(LogRecord line) {
    return !QUIET.isBound() && (before == null || before.isLoggable(line));
  }
}
