package io.vdb.it.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scrape in the text format holds: a value for each name with labels, as written. */
public final class Samples {

  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? ([^ ]+)( -?\\d+)?");

  private final Map<String, Double> values = new HashMap<>();
  private final Set<String> names = new TreeSet<>();

  /** Reads a scrape. */
  public Samples(String text) {
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new AssertionError("not a sample: " + line);
      }
      names.add(matcher.group(1));
      String labels = matcher.group(2) == null ? "" : matcher.group(2).replace(",}", "}");
      values.put(matcher.group(1) + labels, number(matcher.group(3)));
    }
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Returns the value of one series, 0 when it is not there. */
  public double value(String series) {
    return values.getOrDefault(series, 0.0);
  }

  /** Returns the sum over all series of a name. */
  public double sum(String name) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Returns the names of all series. */
  public Set<String> names() {
    return names;
  }
}
