package io.vdb.server.config;

/**
 * What is logged, how and where.
 *
 * @param level least severe level that is logged
 * @param format one JSON object per line, or text for people
 * @param output {@code stderr}, {@code stdout} or the path of a file that is appended to
 */
public record LogConfig(Level level, Format format, String output) {

  /** Severities, least severe first. */
  public enum Level {
    /** Every step. */
    TRACE,
    /** Every request. */
    DEBUG,
    /** What an operator wants to know. */
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
