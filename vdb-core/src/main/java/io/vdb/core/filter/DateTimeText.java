package io.vdb.core.filter;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.OptionalLong;

/**
 * Reads points in time as people write them: RFC 3339 ({@code 2024-02-29T12:30:00.25+01:00}, {@code Z}
 * too), the same with a space in the middle, with an offset without colon or minutes, without offset
 * (then it is UTC), {@code 2024-02-29 12:30}, and {@code 2024-02-29}. A second may be the 60th.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339">RFC 3339</a>
 */
public final class DateTimeText {

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int BAD = -1;

  private final String text;
  private int at;

  private DateTimeText(String text) {
    this.text = text;
  }

  /** Returns the microseconds since 1970, rounded down; nothing when the text is no point in time. */
  public static OptionalLong micros(String text) {
    return text.length() < 8 ? OptionalLong.empty() : new DateTimeText(text).read();
  }

  private OptionalLong read() {
    int year = number(4, 4);
    int month = after('-') ? number(1, 2) : BAD;
    int day = after('-') ? number(1, 2) : BAD;
    if (year < 0 || month < 1 || month > 12 || day < 1) {
      return OptionalLong.empty();
    }
    if (day > YearMonth.of(year, month).lengthOfMonth()) {
      return OptionalLong.empty();
    }
    long midnight = LocalDate.of(year, month, day).toEpochDay() * 86_400;
    return at == text.length()
        ? OptionalLong.of(midnight * MICROS_PER_SECOND)
        : withTime(midnight);
  }

  private OptionalLong withTime(long midnight) {
    char separator = text.charAt(at);
    boolean spaced = separator == ' ';
    if (!spaced && separator != 'T' && separator != 't') {
      return OptionalLong.empty();
    }
    at++;
    skipSpaces(spaced);
    int hour = number(1, 2);
    int minute = after(':') ? number(1, 2) : BAD;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return OptionalLong.empty();
    }
    long seconds = midnight + hour * 3_600L + minute * 60L;
    if (spaced && at == text.length()) {
      return OptionalLong.of(seconds * MICROS_PER_SECOND);
    }
    int second = after(':') ? number(1, 2) : BAD;
    if (second < 0 || second > 60) {
      return OptionalLong.empty();
    }
    long fraction = fraction();
    if (fraction < 0) {
      return OptionalLong.empty();
    }
    long micros = (seconds + second) * MICROS_PER_SECOND + fraction;
    if (at == text.length()) {
      return separator == 't' ? OptionalLong.empty() : OptionalLong.of(micros);
    }
    return withOffset(micros);
  }

  private OptionalLong withOffset(long micros) {
    skipSpaces(true);
    String rest = text.substring(at);
    if (rest.equalsIgnoreCase("Z") || rest.equals("UTC")) {
      return OptionalLong.of(micros);
    }
    boolean east = after('+');
    if (!east && !after('-')) {
      return OptionalLong.empty();
    }
    int hours = number(2, 2);
    int minutes = 0;
    if (at < text.length()) {
      if (text.charAt(at) == ':') {
        at++;
      }
      minutes = number(2, 2);
    }
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || at != text.length()) {
      return OptionalLong.empty();
    }
    long offset = (hours * 3_600L + minutes * 60L) * MICROS_PER_SECOND;
    return OptionalLong.of(east ? micros - offset : micros + offset);
  }

  /** Returns microseconds, 0 when there is no fraction. */
  private long fraction() {
    if (!after('.')) {
      return 0;
    }
    int start = at;
    long micros = 0;
    while (at < text.length() && isDigit(text.charAt(at))) {
      if (at - start < 6) {
        micros = micros * 10 + (text.charAt(at) - '0');
      }
      at++;
    }
    if (at == start) {
      return BAD;
    }
    for (int digits = at - start; digits < 6; digits++) {
      micros *= 10;
    }
    return micros;
  }

  private void skipSpaces(boolean allowed) {
    while (allowed && at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean after(char expected) {
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private int number(int fewest, int most) {
    int start = at;
    int value = 0;
    while (at < text.length() && at - start < most && isDigit(text.charAt(at))) {
      value = value * 10 + (text.charAt(at) - '0');
      at++;
    }
    return at - start < fewest ? BAD : value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
