package io.vdb.server.config;

import java.util.Map;

/**
 * What is logged, how and where.
 *
 * @param level least severe level that is logged
 * @param levels the same for single loggers and those below them, by name
 * @param format one JSON object per line, or text for people
 * @param output {@link #STDERR}, {@link #STDOUT} or the path of a file that is appended to
 * @param maxFileBytes size at which the next file begins
 * @param maxFiles how many full files are kept
 */
public record LogConfig(
    Level level,
    Map<String, Level> levels,
    Format format,
    String output,
    long maxFileBytes,
    int maxFiles) {

  /** The output that is the standard error of the process. */
  public static final String STDERR = "stderr";

  /** The output that is the standard output of the process. */
  public static final String STDOUT = "stdout";

  /** Above all loggers of this server. Others may quote keys and data when they log much. */
  public static final String OURS = "io.vdb";

  private static final long MAX_FILE_BYTES = 100L << 20;
  private static final int MAX_FILES = 10;

  /** Copies the levels. */
  public LogConfig {
    levels = Map.copyOf(levels);
  }

  /** The same with one level for all loggers, and files of the default size and number. */
  public LogConfig(Level level, Format format, String output) {
    this(level, Map.of(), format, output, MAX_FILE_BYTES, MAX_FILES);
  }

  /** Tells whether a logger is one of this server. */
  public static boolean isOurs(String logger) {
    return logger.equals(OURS) || logger.startsWith(OURS + ".");
  }

  /** Severities, least severe first. */
  public enum Level {
    /** Every step. */
    TRACE,
    /** The start of every request, and what only a developer asks for. */
    DEBUG,
    /** Every request, and what an operator wants to know. */
    INFO,
    /** What an operator should look at. */
    WARN,
    /** What failed. */
    ERROR
  }

  /** Forms of a log line. */
  public enum Format {
    /** One JSON object per line. */
    JSON,
    /** Text. */
    TEXT
  }
}
