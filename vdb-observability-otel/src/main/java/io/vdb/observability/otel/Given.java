package io.vdb.observability.otel;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value that somebody set, and where, so that a message can name it.
 *
 * @param where as a message calls it
 * @param value not blank
 * @param inMillis whether a bare number is a duration in milliseconds, as in the standard variables
 */
record Given(String where, String value, boolean inMillis) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");
  private static final Pattern MILLIS = Pattern.compile("\\d{1,9}");
  private static final int MOST = 1_000_000;
  private static final int LAST_PORT = 65_535;

  /** A token of RFC 9110. */
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t -~]*");

  /** Returns the exception that says what is wrong, with the value. */
  IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(where + " is '" + value + "': " + expected);
  }

  /** Returns the exception that says what is wrong, without the value, which may be secret. */
  IllegalArgumentException wrongSecret(String problem) {
    return new IllegalArgumentException(where + " " + problem);
  }

  double ratio() {
    try {
      double ratio = Double.parseDouble(value);
      if (ratio >= 0 && ratio <= 1) {
        return ratio;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw wrong("a number from 0 to 1 is needed");
  }

  int count() {
    try {
      int count = Integer.parseInt(value);
      if (count >= 1 && count <= MOST) {
        return count;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw wrong("a whole number from 1 to " + MOST + " is needed");
  }

  Duration duration() {
    Matcher matcher = DURATION.matcher(value);
    Duration duration =
        inMillis && MILLIS.matcher(value).matches()
            ? Duration.ofMillis(Long.parseLong(value))
            : matcher.matches() ? duration(matcher) : Duration.ZERO;
    if (duration.isPositive()) {
      return duration;
    }
    throw wrong(
        inMillis
            ? "a positive number of milliseconds is needed"
            : "a positive duration such as 500ms, 10s or 1m is needed");
  }

  private static Duration duration(Matcher matcher) {
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  /** Reads the URL of a collector. It may hold a token, also where it is not a URL. */
  URI url() {
    URI url;
    try {
      url = new URI(value);
    } catch (URISyntaxException _) {
      throw noUrl();
    }
    if (url.getRawUserInfo() != null) {
      throw wrongSecret("holds credentials: send them as headers instead");
    }
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getPort() > LAST_PORT) {
      throw noUrl();
    }
    return url;
  }

  private IllegalArgumentException noUrl() {
    return wrongSecret("cannot be used: a URL such as http://localhost:4317 is needed");
  }

  /**
   * Reads pairs that go with each request as headers. An HTTP client refuses others only when it
   * sends them, with a message that quotes the value.
   */
  Map<String, String> headers() {
    Map<String, String> headers = pairs();
    headers.forEach(this::checkHeader);
    return headers;
  }

  private void checkHeader(String name, String text) {
    if (!HEADER_NAME.matcher(name).matches()) {
      throw wrongSecret("holds a header whose name is not letters, digits and -_.");
    }
    if (!HEADER_VALUE.matcher(text).matches()) {
      throw wrongSecret("holds a header whose value is not visible ASCII, spaces and tabs");
    }
  }

  /** Reads {@code key=value,key=value}; values may be percent-encoded. */
  Map<String, String> pairs() {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : value.split(",", -1)) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals < 1 || pair.substring(0, equals).isBlank()) {
        throw wrongSecret("is not of the form key=value,key=value");
      }
      pairs.put(pair.substring(0, equals).strip(), decoded(pair.substring(equals + 1).strip()));
    }
    return pairs;
  }

  private String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw wrongSecret("holds a value that is not percent-encoded properly");
    }
  }

  /** The value may be secret. */
  @Override
  public String toString() {
    return where;
  }
}
