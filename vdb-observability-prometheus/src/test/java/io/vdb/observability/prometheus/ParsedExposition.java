package io.vdb.observability.prometheus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A scrape as a reader of the text formats sees it. Strict: a line that does not fit the format is
 * an error, as are a family or a series that is there twice and a sample outside its family.
 */
final class ParsedExposition {

  /** What comes after {@code #} on the line of a sample; its time is in seconds. */
  record Exemplar(Map<String, String> labels, double value, double time) {}

  /** A sample; its time is as written, 0 when there is none. */
  record Sample(
      String name,
      Map<String, String> labels,
      double value,
      double time,
      Optional<Exemplar> exemplar) {}

  record Family(String name, String type, String help, List<Sample> samples) {}

  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final Map<String, Double> values = new LinkedHashMap<>();
  private boolean ended;

  private ParsedExposition() {}

  static ParsedExposition parse(String text) {
    ParsedExposition parsed = new ParsedExposition();
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new AssertionError("the last line has no end: " + text);
    }
    Map<String, String> helps = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      if (parsed.ended) {
        throw new AssertionError("after the end: " + line);
      } else if (line.equals("# EOF")) {
        parsed.ended = true;
      } else if (line.startsWith("# HELP ")) {
        String[] words = line.split(" ", 4);
        helps.put(words[2], words[3]);
      } else if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", -1);
        Family family = new Family(words[2], words[3], "", new ArrayList<>());
        if (parsed.families.put(family.name(), family) != null) {
          throw new AssertionError("family twice: " + line);
        }
      } else {
        parsed.add(sample(line));
      }
    }
    helps.forEach(parsed::setHelp); // it comes before or after the type
    return parsed;
  }

  /** Tells whether the text ended with the line that OpenMetrics wants. */
  boolean ended() {
    return ended;
  }

  List<String> familyNames() {
    return List.copyOf(families.keySet());
  }

  Family family(String name) {
    Family family = families.get(name);
    if (family == null) {
      throw new AssertionError("no family " + name + " in " + families.keySet());
    }
    return family;
  }

  List<Sample> samples() {
    return families.values().stream().flatMap(family -> family.samples().stream()).toList();
  }

  /** Returns the series of this name that has this label, among others. */
  Sample sample(String name, String label, String value) {
    return samples().stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> value.equals(sample.labels().get(label)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " with " + label + "=" + value));
  }

  OptionalDouble value(String name, Map<String, String> labels) {
    Double value = values.get(key(name, labels));
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private void setHelp(String name, String help) {
    Family family = family(name);
    families.put(name, new Family(name, family.type(), help, family.samples()));
  }

  private void add(Sample sample) {
    Family last = List.copyOf(families.values()).getLast();
    if (!sample.name().startsWith(last.name())) {
      throw new AssertionError(sample + " is in family " + last.name());
    }
    last.samples().add(sample);
    if (values.put(key(sample.name(), sample.labels()), sample.value()) != null) {
      throw new AssertionError("series twice: " + sample);
    }
  }

  private static String key(String name, Map<String, String> labels) {
    return name + new TreeMap<>(labels);
  }

  private static Sample sample(String line) {
    int end = 0;
    while (end < line.length() && line.charAt(end) != '{' && line.charAt(end) != ' ') {
      end++;
    }
    String name = line.substring(0, end);
    if (!name.matches(NAME)) {
      throw new AssertionError("not a metric name: " + line);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    if (line.charAt(end) == '{') {
      end = labels(line, end + 1, labels);
    }
    if (line.charAt(end) != ' ') {
      throw new AssertionError("no value: " + line);
    }
    String[] parts = line.substring(end + 1).split(" # ", 2);
    String[] numbers = parts[0].split(" ", -1);
    return new Sample(
        name,
        labels,
        number(numbers[0]),
        numbers.length == 1 ? 0 : number(numbers[1]),
        parts.length == 1 ? Optional.empty() : Optional.of(exemplar(parts[1])));
  }

  private static Exemplar exemplar(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (text.charAt(0) != '{') {
      throw new AssertionError("not an exemplar: " + text);
    }
    String[] numbers = text.substring(labels(text, 1, labels) + 1).split(" ", -1);
    return new Exemplar(labels, number(numbers[0]), number(numbers[1]));
  }

  /** Reads labels up to the closing brace; returns the position after it. */
  private static int labels(String line, int start, Map<String, String> labels) {
    int position = start;
    while (true) {
      int equals = line.indexOf('=', position);
      String name = line.substring(position, equals);
      if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*") || line.charAt(equals + 1) != '"') {
        throw new AssertionError("not a label: " + line);
      }
      StringBuilder value = new StringBuilder();
      position = equals + 2;
      while (line.charAt(position) != '"') {
        char c = line.charAt(position++);
        value.append(c == '\\' ? unescaped(line.charAt(position++)) : c);
      }
      if (labels.put(name, value.toString()) != null) {
        throw new AssertionError("label twice: " + line);
      }
      char next = line.charAt(position + 1);
      position += 2;
      if (next == '}') {
        return position;
      }
      if (next != ',') {
        throw new AssertionError("neither , nor }: " + line);
      }
      if (line.charAt(position) == '}') { // a comma after the last label is fine as well
        return position + 1;
      }
    }
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case '"', '\\' -> c;
      default -> throw new AssertionError("not an escape: \\" + c);
    };
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }
}
