package io.vdb.core.filter;

import java.util.StringTokenizer;

/** How a text is looked for in the texts of a field. Upper and lower case are different. */
public enum TextMatch {
  /** The field holds the text. */
  TEXT {
    @Override
    boolean matches(String value, String text) {
      return value.contains(text);
    }
  },
  /** The field holds at least one of the text's words, which white space separates. */
  ANY_WORD {
    @Override
    boolean matches(String value, String text) {
      StringTokenizer words = new StringTokenizer(text, WHITE_SPACE);
      while (words.hasMoreTokens()) {
        if (value.contains(words.nextToken())) {
          return true;
        }
      }
      return false;
    }
  },
  /** The field holds the text. */
  PHRASE {
    @Override
    boolean matches(String value, String text) {
      return value.contains(text);
    }
  },
  /** The field begins with the text. */
  PREFIX {
    @Override
    boolean matches(String value, String text) {
      return value.startsWith(text);
    }
  };

  /** The characters that have the Unicode property White_Space. */
  private static final String WHITE_SPACE =
      "\t\n\u000b\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
          + "\u200a\u2028\u2029\u202f\u205f\u3000";

  /** Tells whether a character separates words. */
  static boolean isWhiteSpace(int codePoint) {
    return WHITE_SPACE.indexOf(codePoint) >= 0;
  }

  abstract boolean matches(String value, String text);
}
