package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Dropwizard names, which have no labels, become metric names with labels. The first rule that
 * matches a name decides; a name that none matches keeps its own, without labels.
 *
 * <pre>{@code
 * new DropwizardMapping(
 *     List.of(
 *         new DropwizardMapping.Rule(
 *             "pool.*.*.waits", "app_pool_waits", Map.of("pool", "${0}", "host", "${1}"))));
 * }</pre>
 *
 * <p>makes {@code app_pool_waits{host="db-1",pool="orders"}} of {@code pool.orders.db-1.waits}.
 *
 * @param rules in the order in which they are tried
 */
public record DropwizardMapping(List<Rule> rules) {

  /** Leaves all names as they are. */
  public static final DropwizardMapping NONE = new DropwizardMapping(List.of());

  /** Copies the rules. */
  public DropwizardMapping {
    rules = List.copyOf(rules);
  }

  /**
   * Maps the names that match.
   *
   * @param match a Dropwizard name in which each {@code *} stands for one or more characters other
   *     than a dot
   * @param name metric name, without the ending that its type adds; <code>${0}</code>, <code>${1}
   *     </code> and so on stand for what the asterisks matched, from left to right
   * @param labels values by label name; values may hold the same placeholders
   */
  public record Rule(String match, String name, Map<String, String> labels) {

    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\d{1,3})}");

    /**
     * Copies the labels.
     *
     * @throws IllegalArgumentException when {@code match} or {@code name} is empty, when a label's
     *     name is not one or is reserved ({@code le}, {@code quantile}, and what begins with two
     *     underscores), or when a placeholder has no asterisk
     */
    public Rule {
      labels = Map.copyOf(labels);
      if (match.isEmpty() || name.isEmpty()) {
        throw new IllegalArgumentException("a rule has a match and a name: " + match + ", " + name);
      }
      labels.keySet().forEach(Rule::checkLabel);
      long asterisks = match.chars().filter(c -> c == '*').count();
      checkPlaceholders(name, asterisks);
      labels.values().forEach(value -> checkPlaceholders(value, asterisks));
    }

    private static void checkLabel(String label) {
      if (!LABEL.matcher(label).matches()
          || label.startsWith("__")
          || label.equals("le")
          || label.equals("quantile")) {
        throw new IllegalArgumentException("not a label name, or a reserved one: " + label);
      }
    }

    private static void checkPlaceholders(String template, long asterisks) {
      Matcher placeholders = PLACEHOLDER.matcher(template);
      while (placeholders.find()) {
        if (Integer.parseInt(placeholders.group(1)) >= asterisks) {
          throw new IllegalArgumentException(
              placeholders.group() + " has no asterisk to stand for: " + template);
        }
      }
    }

    private Pattern pattern() {
      StringBuilder regex = new StringBuilder();
      for (String part : match.split("((?<=\\*)|(?=\\*))", -1)) {
        regex.append(part.equals("*") ? "([^.]+)" : Pattern.quote(part));
      }
      return Pattern.compile(regex.toString());
    }

    private Series apply(Matcher matched) {
      List<String> names = new ArrayList<>();
      List<String> values = new ArrayList<>();
      new TreeMap<>(labels)
          .forEach(
              (label, template) -> {
                names.add(label);
                values.add(fill(template, matched));
              });
      return new Series(Collector.sanitizeMetricName(fill(name, matched)), names, values);
    }

    private static String fill(String template, Matcher matched) {
      return PLACEHOLDER
          .matcher(template)
          .replaceAll(
              placeholder ->
                  Matcher.quoteReplacement(
                      matched.group(Integer.parseInt(placeholder.group(1)) + 1)));
    }
  }

  /** What a Dropwizard name becomes. */
  record Series(String name, List<String> labelNames, List<String> labelValues) {

    Series {
      labelNames = List.copyOf(labelNames);
      labelValues = List.copyOf(labelValues);
    }
  }

  /** A rule with its pattern. */
  private record Compiled(Rule rule, Pattern pattern) {}

  /** Returns what evaluates the rules. */
  Mapper mapper() {
    List<Compiled> compiled =
        rules.stream().map(rule -> new Compiled(rule, rule.pattern())).toList();
    return name -> map(name, compiled);
  }

  private static Series map(String name, List<Compiled> rules) {
    for (Compiled compiled : rules) {
      Matcher matcher = compiled.pattern().matcher(name);
      if (matcher.matches()) {
        return compiled.rule().apply(matcher);
      }
    }
    return new Series(Collector.sanitizeMetricName(name), List.of(), List.of());
  }

  /** Maps Dropwizard names. */
  interface Mapper {

    Series map(String dropwizardName);
  }
}
