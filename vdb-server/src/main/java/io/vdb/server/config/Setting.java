package io.vdb.server.config;

import java.util.Locale;
import java.util.function.Function;

/**
 * One setting.
 *
 * @param key full key, such as {@code vdb.rest-port}
 * @param defaultText what applies when nothing is said, as a user would write it
 * @param isList whether several values may be given
 * @param meaning one sentence for the reference
 * @param reader turns text into the value; throws IllegalArgumentException saying what it expects
 */
record Setting<T>(
    String key,
    String defaultText,
    boolean isList,
    String meaning,
    Function<String, T> reader) {

  static final String ROOT = "vdb";
  static final String VARIABLE_PREFIX = "VDB_";

  static <T> Setting<T> of(
      String key, String defaultText, String meaning, Function<String, T> reader) {
    return new Setting<>(ROOT + "." + key, defaultText, false, meaning, reader);
  }

  static <T> Setting<T> list(
      String key, String defaultText, String meaning, Function<String, T> reader) {
    return new Setting<>(ROOT + "." + key, defaultText, true, meaning, reader);
  }

  /** Tells whether the value is nobody's business; it is left out of logs and messages. */
  boolean isSecret() {
    return key.startsWith(ROOT + ".security.") && !key.endsWith("-file");
  }

  /** Returns the text to show for a value. */
  String shown(String text) {
    return isSecret() && !text.equals(defaultText) ? "***" : text;
  }

  /** Returns the name of the environment variable that sets this. */
  String variable() {
    String name = key.substring(ROOT.length() + 1).toUpperCase(Locale.ROOT);
    return VARIABLE_PREFIX + name.replace('.', '_').replace('-', '_');
  }
}
