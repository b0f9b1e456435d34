package io.vdb.server.rest;

import io.vdb.server.admin.LogLevel;
import io.vdb.server.admin.LoggerLevels;
import io.vdb.server.config.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a change of a logger's level.
 *
 * @param level wanted
 * @param expiry how long; absent: until it is reset
 */
record LevelRequest(LogLevel level, Optional<Duration> expiry) {

  private static final String LEVEL = "level";
  private static final String EXPIRES_AFTER = "expires_after";
  private static final String NEVER = "never";

  static LevelRequest read(byte[] body) {
    return JsonReader.read(body, LevelRequest::read);
  }

  private static LevelRequest read(JsonReader in) throws IOException {
    Reading reading = new Reading(in);
    in.object(reading::field);
    if (reading.level == null) {
      throw in.missing(LEVEL);
    }
    return new LevelRequest(reading.level, reading.expiry);
  }

  /** What was read so far. */
  private static final class Reading {

    private final JsonReader in;
    private @Nullable LogLevel level;
    private Optional<Duration> expiry = Optional.of(LoggerLevels.DEFAULT_EXPIRY);

    Reading(JsonReader in) {
      this.in = in;
    }

    void field(String name) throws IOException {
      switch (name) {
        case LEVEL -> level = LogLevel.parse(in.string());
        case EXPIRES_AFTER -> {
          String text = in.string();
          expiry = text.equals(NEVER) ? Optional.empty() : Optional.of(duration(in, text));
        }
        default -> throw in.unknownField(name, LEVEL, EXPIRES_AFTER);
      }
    }
  }

  private static Duration duration(JsonReader in, String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw in.unsupportedValue(e.getMessage() + ", or " + NEVER);
    }
  }
}
