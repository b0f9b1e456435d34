package io.vdb.core.filter;

import java.text.Normalizer;

/**
 * Takes letters for the ASCII letters that they are made of: {@code é} for {@code e}, {@code ß} for
 * {@code ss}. What is made of no ASCII letters stays.
 */
final class AsciiFolding {

  private static final int LAST_ASCII = 0x7f;

  private AsciiFolding() {}

  static String fold(String text) {
    StringBuilder folded = null;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (c > LAST_ASCII && folded == null) {
        folded = new StringBuilder(text.length()).append(text, 0, at);
      }
      if (folded != null) {
        append(folded, c);
      }
      at += Character.charCount(c);
    }
    return folded == null ? text : folded.toString();
  }

  private static void append(StringBuilder folded, int c) {
    if (c <= LAST_ASCII) {
      folded.append((char) c);
      return;
    }
    String whole = whole(c);
    if (!whole.isEmpty()) {
      folded.append(whole);
      return;
    }
    String parts = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD);
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < parts.length(); i++) {
      char part = parts.charAt(i);
      if (Character.getType(part) == Character.NON_SPACING_MARK) {
        continue;
      }
      if (part > LAST_ASCII) {
        folded.appendCodePoint(c);
        return;
      }
      ascii.append(part);
    }
    folded.append(ascii); // nothing for a mark, which belongs to the letter before it
  }

  /** Returns what stands for a letter that has no parts; nothing for all others. */
  private static String whole(int c) {
    return switch (c) {
      case '\u00c6' -> "AE";
      case '\u00e6' -> "ae";
      case '\u00d0', '\u0110' -> "D";
      case '\u00f0', '\u0111' -> "d";
      case '\u00d8' -> "O";
      case '\u00f8' -> "o";
      case '\u00de' -> "TH";
      case '\u00fe' -> "th";
      case '\u00df' -> "ss";
      case '\u1e9e' -> "SS";
      case '\u0126' -> "H";
      case '\u0127' -> "h";
      case '\u0131' -> "i";
      case '\u0141' -> "L";
      case '\u0142' -> "l";
      case '\u0152' -> "OE";
      case '\u0153' -> "oe";
      case '\u0166' -> "T";
      case '\u0167' -> "t";
      default -> "";
    };
  }
}
