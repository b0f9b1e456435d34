package io.vdb.server.config;

import java.time.Duration;

/** Durations as the configuration writes them, for whatever else takes them. */
public final class Durations {

  private Durations() {}

  /**
   * Reads a duration such as {@code 200ms}, {@code 5s}, {@code 2m}, {@code 1h} or {@code 1d}.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  public static Duration parse(String text) {
    return Readers.duration(text);
  }

  /** Writes a duration so that {@link #parse} reads it, to the millisecond. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0 || millis == 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
