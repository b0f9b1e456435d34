package io.vdb.it.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A scrape in the text format or in OpenMetrics, as families of samples.
 *
 * @param families by name, as the type line has it
 */
public record Scrape(Map<String, Family> families) {

  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*?)})? (\\S+)(?: [0-9.e+-]+)?(?: # \\{(.*?)} .*)?");
  private static final Pattern LABEL =
      Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"\\s*,?");
  private static final List<String> ENDINGS =
      List.of("_bucket", "_count", "_sum", "_created", "_total", "_info");

  /**
   * One value.
   *
   * @param name of the series, with its ending
   * @param labels as exported
   * @param value as exported
   * @param exemplar labels of its exemplar; empty when there is none
   */
  public record Sample(
      String name, Map<String, String> labels, double value, Map<String, String> exemplar) {}

  /**
   * What belongs to one metric.
   *
   * @param name as the type line has it
   * @param type as exported
   * @param help as exported
   * @param samples in order
   */
  public record Family(String name, String type, String help, List<Sample> samples) {}

  /** Reads a scrape; fails on lines that belong to no family. */
  public static Scrape of(String text) {
    Map<String, String> helps = new LinkedHashMap<>();
    Map<String, Family> families = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        helps.put(words[2], words.length == 4 ? words[3] : "");
      } else if (line.startsWith("# TYPE ")) {
        Family family =
            new Family(
                words[2], words[3], helps.getOrDefault(words[2], ""), new ArrayList<>());
        if (families.put(words[2], family) != null) {
          throw new AssertionError("a family comes twice: " + line);
        }
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        Sample sample = sample(line);
        familyOf(families, sample.name(), line).samples().add(sample);
      }
    }
    return new Scrape(families);
  }

  private static Family familyOf(Map<String, Family> families, String series, String line) {
    Family exact = families.get(series);
    if (exact != null) {
      return exact;
    }
    for (String ending : ENDINGS) {
      Family family =
          series.endsWith(ending)
              ? families.get(series.substring(0, series.length() - ending.length()))
              : null;
      if (family != null) {
        return family;
      }
    }
    throw new AssertionError("belongs to no family: " + line);
  }

  private static Sample sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    if (!matcher.matches()) {
      throw new AssertionError("not a sample: " + line);
    }
    return new Sample(
        matcher.group(1),
        labels(matcher.group(2)),
        number(matcher.group(3)),
        labels(matcher.group(4)));
  }

  private static Map<String, String> labels(@Nullable String text) {
    Map<String, String> labels = new TreeMap<>();
    Matcher matcher = LABEL.matcher(text == null ? "" : text);
    while (matcher.lookingAt()) {
      String value =
          matcher.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
      if (labels.put(matcher.group(1), value) != null) {
        throw new AssertionError("a label comes twice: " + text);
      }
      matcher.region(matcher.end(), matcher.regionEnd());
    }
    if (matcher.regionStart() < matcher.regionEnd()) {
      throw new AssertionError("not labels: " + text);
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Returns every sample. */
  public List<Sample> samples() {
    return families.values().stream().flatMap(family -> family.samples().stream()).toList();
  }

  /**
   * Returns the samples of one series name whose labels include the given ones.
   *
   * @param labels names and values in turn
   */
  public List<Sample> find(String series, String... labels) {
    return samples().stream()
        .filter(sample -> sample.name().equals(series) && has(sample.labels(), labels))
        .toList();
  }

  private static boolean has(Map<String, String> labels, String... wanted) {
    for (int i = 0; i < wanted.length; i += 2) {
      if (!wanted[i + 1].equals(labels.get(wanted[i]))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the sum over the samples that {@link #find} finds. */
  public double sum(String series, String... labels) {
    return find(series, labels).stream().mapToDouble(Sample::value).sum();
  }
}
