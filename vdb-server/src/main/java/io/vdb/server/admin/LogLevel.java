package io.vdb.server.admin;

import ch.qos.logback.classic.Level;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Levels of loggers, the one that logs most first. */
public enum LogLevel {
  /** Every step. */
  TRACE,
  /** Every request. */
  DEBUG,
  /** What an operator wants to know. */
  INFO,
  /** What an operator should look at. */
  WARN,
  /** What failed. */
  ERROR,
  /** Nothing. */
  OFF;

  /**
   * Finds a level by its name in lower case.
   *
   * @throws VdbException INVALID_ARGUMENT when there is none
   */
  public static LogLevel parse(String text) {
    for (LogLevel level : values()) {
      if (level.text().equals(text)) {
        return level;
      }
    }
    throw new VdbException(
        ErrorCode.INVALID_ARGUMENT,
        "unknown level, expected one of "
            + Arrays.stream(values()).map(LogLevel::text).collect(Collectors.joining(", ")));
  }

  /** Returns the name that {@link #parse} reads. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static LogLevel of(Level level) {
    return switch (level.toInt()) {
      case Level.OFF_INT -> OFF;
      case Level.ERROR_INT -> ERROR;
      case Level.WARN_INT -> WARN;
      case Level.INFO_INT -> INFO;
      case Level.DEBUG_INT -> DEBUG;
      default -> TRACE;
    };
  }

  Level logback() {
    return Level.toLevel(name());
  }
}
