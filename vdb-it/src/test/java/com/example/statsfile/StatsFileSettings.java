package com.example.statsfile;

import io.vdb.observability.spi.BackendConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;

/** What the configuration says: {@code path}, which is needed, and {@code interval}. */
record StatsFileSettings(Path path, Duration interval) {

  private static final Set<String> KNOWN = Set.of("interval", "path");

  static StatsFileSettings of(BackendConfig config) {
    Set<String> unknown = new TreeSet<>(config.properties().keySet());
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown settings " + unknown + ", known are " + KNOWN);
    }
    String path = config.properties().getOrDefault("path", "");
    if (path.isBlank()) {
      throw new IllegalArgumentException("the setting path is missing: the file to write to");
    }
    return new StatsFileSettings(
        Path.of(path), interval(config.properties().getOrDefault("interval", "10s")));
  }

  private static Duration interval(String text) {
    try {
      Duration interval = Duration.parse("PT" + text);
      if (interval.toMillis() > 0) {
        return interval;
      }
    } catch (DateTimeParseException | ArithmeticException _) {
      // told below, like an interval of nothing
    }
    throw new IllegalArgumentException("interval is a duration such as 10s or 5m, not " + text);
  }
}
