package io.vdb.core.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Prepares JSON text for the parser. */
public final class JsonText {

  /** The length of an escape such as {@code \ud83d}. */
  private static final int ESCAPE = 6;

  private JsonText() {}

  /**
   * Writes characters beyond the basic plane that are escaped as a surrogate pair as themselves. The
   * parser of bytes takes such a pair in a value, but not in the name of a field, and many programs
   * escape whatever is not ASCII.
   *
   * @param utf8 any bytes; not changed
   * @return {@code utf8} itself when it has no such pair, else a shorter copy
   */
  public static byte[] joinSurrogates(byte[] utf8) {
    ByteArrayOutputStream joined = null;
    int copied = 0;
    int at = 0;
    while (at < utf8.length) {
      if (utf8[at] != '\\') {
        at++;
        continue;
      }
      int high = escaped(utf8, at);
      int low = escaped(utf8, at + ESCAPE);
      if (high < 0 || low < 0 || !Character.isSurrogatePair((char) high, (char) low)) {
        // Also steps over the second half of an escaped backslash.
        at += 2;
        continue;
      }
      if (joined == null) {
        joined = new ByteArrayOutputStream(utf8.length);
      }
      joined.write(utf8, copied, at - copied);
      joined.writeBytes(
          Character.toString(Character.toCodePoint((char) high, (char) low))
              .getBytes(StandardCharsets.UTF_8));
      at += 2 * ESCAPE;
      copied = at;
    }
    if (joined == null) {
      return utf8;
    }
    joined.write(utf8, copied, utf8.length - copied);
    return joined.toByteArray();
  }

  /** Tells whether UTF-8 can express the text: no half of a surrogate pair. */
  public static boolean isWellFormed(String text) {
    return malformedAt(text) < 0;
  }

  /** Returns where the first half of a surrogate pair is that has no other half, or -1. */
  static int malformedAt(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /**
   * Returns how deep objects and arrays nest.
   *
   * @param utf8 well-formed JSON
   */
  static int depth(byte[] utf8) {
    int depth = 0;
    int deepest = 0;
    boolean inString = false;
    for (int i = 0; i < utf8.length; i++) {
      switch (utf8[i]) {
        case '"' -> inString = !inString;
        case '\\' -> i++; // only strings have it, and what follows it does not end them
        case '{', '[' -> {
          if (!inString) {
            depth++;
            deepest = Math.max(deepest, depth);
          }
        }
        case '}', ']' -> {
          if (!inString) {
            depth--;
          }
        }
        default -> {}
      }
    }
    return deepest;
  }

  /** Returns the UTF-16 unit that is escaped at {@code at}, or -1 when none is. */
  private static int escaped(byte[] utf8, int at) {
    if (at + ESCAPE > utf8.length || utf8[at] != '\\' || utf8[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE; i++) {
      int digit = Character.digit((char) (utf8[i] & 0xff), 16);
      if (digit < 0) {
        return -1;
      }
      unit = (unit << 4) | digit;
    }
    return unit;
  }
}
