package io.vdb.server.cli.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /metrics} tells, in the text format of Prometheus. Lines of another form are passed
 * over. Immutable.
 */
final class Scrape {

  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})?\\s+(\\S+)(?:\\s+\\d+)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One series. */
  private record Sample(String name, Map<String, String> labels, double value) {}

  private final List<Sample> samples = new ArrayList<>();

  Scrape(String text) {
    text.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
  }

  private void add(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return;
    }
    Map<String, String> labels = new HashMap<>();
    if (parts.group(2) != null) {
      Matcher label = LABEL.matcher(parts.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    number(parts.group(3))
        .ifPresent(value -> samples.add(new Sample(parts.group(1), labels, value)));
  }

  private static OptionalDouble number(String text) {
    try {
      return switch (text) {
        case "+Inf" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
        case "-Inf" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
        default -> OptionalDouble.of(Double.parseDouble(text));
      };
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Adds up the series of a name that have a label of a value; empty when there is none. */
  OptionalDouble sum(String name, String label, String value) {
    double[] found =
        samples.stream()
            .filter(sample -> sample.name().equals(name))
            .filter(sample -> value.equals(sample.labels().get(label)))
            .mapToDouble(Sample::value)
            .filter(Double::isFinite)
            .toArray();
    double sum = 0;
    for (double one : found) {
      sum += one;
    }
    return found.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum);
  }

  /** Returns the first series of a name, if there is one. */
  OptionalDouble value(String name) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .mapToDouble(Sample::value)
        .filter(Double::isFinite)
        .findFirst();
  }

  /** Returns how many were no more than each edge, added up over the series with a label. */
  private NavigableMap<Double, Double> buckets(String histogram, String label, String value) {
    NavigableMap<Double, Double> buckets = new TreeMap<>();
    for (Sample sample : samples) {
      String edge = sample.labels().get("le");
      if (edge != null
          && sample.name().equals(histogram + "_bucket")
          && value.equals(sample.labels().get(label))) {
        number(edge).ifPresent(le -> buckets.merge(le, sample.value(), Double::sum));
      }
    }
    return buckets;
  }

  /**
   * Estimates the value below which a share of all measurements lies, as Prometheus does.
   *
   * @param since measurements that this has are left out
   * @return empty when there are no measurements
   */
  OptionalDouble quantile(
      double share, String histogram, String label, String value, Scrape since) {
    NavigableMap<Double, Double> now = buckets(histogram, label, value);
    since
        .buckets(histogram, label, value)
        .forEach((edge, count) -> now.computeIfPresent(edge, (_, all) -> all - count));
    double all = now.isEmpty() ? 0 : now.lastEntry().getValue();
    if (!(all > 0)) {
      return OptionalDouble.empty();
    }
    double rank = share * all;
    double lower = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : now.entrySet()) {
      double edge = bucket.getKey();
      double count = bucket.getValue();
      if (count >= rank) {
        return OptionalDouble.of(
            Double.isInfinite(edge) || count <= below
                ? lower
                : lower + (edge - lower) * (rank - below) / (count - below));
      }
      lower = edge;
      below = count;
    }
    return OptionalDouble.of(lower);
  }

  /** A scrape without anything. */
  static final Scrape EMPTY = new Scrape("");
}
