package io.vdb.server.cli.doctor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was seen at one place.
 *
 * @param check what was looked at, in one word
 * @param level how it is
 * @param found what was seen
 * @param advice what to change, and why; absent where nothing needs to be
 */
public record Observation(String check, Level level, String found, @Nullable String advice) {

  /** How something is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** It could not be looked at. */
    SKIPPED,
    /** It works, and could be better. */
    ADVICE,
    /** It does not work, or soon will not. */
    PROBLEM;

    /** Returns its name in what is printed. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Observation ok(String check, String found) {
    return new Observation(check, Level.OK, found, null);
  }

  static Observation skipped(String check, String why) {
    return new Observation(check, Level.SKIPPED, why, null);
  }

  static Observation advice(String check, String found, String advice) {
    return new Observation(check, Level.ADVICE, found, advice);
  }

  static Observation problem(String check, String found, String advice) {
    return new Observation(check, Level.PROBLEM, found, advice);
  }
}
