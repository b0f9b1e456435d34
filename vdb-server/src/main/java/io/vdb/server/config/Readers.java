package io.vdb.server.config;

import io.vdb.server.security.ApiKey;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns the text of settings into values; every method says what it expects when it cannot. */
final class Readers {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s?(B|kB|KiB|MB|MiB|GB|GiB|TB|TiB)?");
  private static final Pattern LOGGER_LEVEL =
      Pattern.compile("([\\w$-]+(?:\\.[\\w$-]+)*)\\s*=\\s*(\\w+)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "B", 1L,
          "kB", 1_000L,
          "KiB", 1L << 10,
          "MB", 1_000_000L,
          "MiB", 1L << 20,
          "GB", 1_000_000_000L,
          "GiB", 1L << 30,
          "TB", 1_000_000_000_000L,
          "TiB", 1L << 40);

  private Readers() {}

  static String text(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("expected a text that is not empty");
    }
    return text;
  }

  static Path path(String text) {
    try {
      return Path.of(text(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("expected a path: " + e.getReason(), e);
    }
  }

  static Optional<Path> file(String text) {
    return text.equals("none") ? Optional.empty() : Optional.of(path(text));
  }

  static Optional<Path> pathOrAuto(String text) {
    return text.equals("auto") ? Optional.empty() : Optional.of(path(text));
  }

  static List<Path> paths(String text) {
    return text.equals("none") ? List.of() : list(text).stream().map(Readers::path).toList();
  }

  static Optional<ApiKey> key(String text) {
    return text.equals("none") ? Optional.empty() : Optional.of(ApiKey.of(text));
  }

  static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("expected true or false");
    };
  }

  static Function<String, Integer> integer(int min, int max) {
    return text -> {
      String expected = "expected a whole number from " + min + " to " + max;
      try {
        int value = Integer.parseInt(text);
        if (value < min || value > max) {
          throw new IllegalArgumentException(expected);
        }
        return value;
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(expected, e);
      }
    };
  }

  static int threads(String text) {
    if (text.equals("auto")) {
      return Math.max(1, Runtime.getRuntime().availableProcessors());
    }
    try {
      return integer(1, 1_024).apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("expected auto or a whole number from 1 to 1024", e);
    }
  }

  /** So many for each core, or a number. */
  static Function<String, Integer> perCore(int each, int max) {
    return text -> {
      if (text.equals("auto")) {
        return each * Math.max(1, Runtime.getRuntime().availableProcessors());
      }
      try {
        return integer(1, max).apply(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("expected auto or a whole number from 1 to " + max, e);
      }
    };
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a duration such as 200ms, 5s, 2m, 1h or 1d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  static Duration positiveDuration(String text) {
    Duration duration = duration(text);
    if (duration.isZero()) {
      throw new IllegalArgumentException("expected a duration longer than 0");
    }
    return duration;
  }

  static Function<String, Long> size(long min, long max) {
    return text -> {
      Matcher matcher = SIZE.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("expected a size such as 64KiB, 32MiB or 1GiB");
      }
      String unit = matcher.group(2) == null ? "B" : matcher.group(2);
      BigDecimal bytes =
          new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(UNITS.getOrDefault(unit, 1L)));
      if (bytes.compareTo(BigDecimal.valueOf(min)) < 0
          || bytes.compareTo(BigDecimal.valueOf(max)) > 0) {
        throw new IllegalArgumentException("expected a size from " + min + "B to " + max + "B");
      }
      return bytes.longValue();
    };
  }

  static Function<String, Optional<Long>> sizeOrAuto(long min, long max) {
    Function<String, Long> size = size(min, max);
    return text -> text.equals("auto") ? Optional.empty() : Optional.of(size.apply(text));
  }

  static List<String> list(String text) {
    List<String> items =
        Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (items.isEmpty()) {
      throw new IllegalArgumentException("expected at least one name");
    }
    return items;
  }

  static Map<String, LogConfig.Level> levels(String text) {
    Map<String, LogConfig.Level> levels = new LinkedHashMap<>();
    if (text.equals("none")) {
      return levels;
    }
    for (String item : list(text)) {
      Matcher matcher = LOGGER_LEVEL.matcher(item);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "expected none, or items such as io.vdb.server.requests=warn, not '" + item + "'");
      }
      LogConfig.Level level = choice(LogConfig.Level.class).apply(matcher.group(2));
      if (!LogConfig.isOurs(matcher.group(1))
          && level.compareTo(LogConfig.Level.INFO) < 0) {
        throw new IllegalArgumentException(
            "expected at least info for " + matcher.group(1) + ": only " + LogConfig.OURS
                + " and the loggers below it can log " + matcher.group(2)
                + ", since what libraries log below info may quote keys and data");
      }
      if (levels.put(matcher.group(1), level) != null) {
        throw new IllegalArgumentException("expected each logger once: " + matcher.group(1));
      }
    }
    return levels;
  }

  static <E extends Enum<E>> Function<String, E> choice(Class<E> type) {
    return text -> {
      for (E constant : type.getEnumConstants()) {
        if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException(
          "expected one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(e -> e.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ")));
    };
  }
}
