package io.vdb.server.logging;

/** Texts without control characters. */
final class Printable {

  private Printable() {}

  /** A line break in a text must not look like the start of another line. */
  static void append(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        line.append(c == '\n' ? "\\n" : String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
