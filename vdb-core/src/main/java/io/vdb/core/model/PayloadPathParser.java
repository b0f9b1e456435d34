package io.vdb.core.model;

import io.vdb.core.error.VdbException;
import java.util.ArrayList;
import java.util.List;

/** Reads the text form of a {@link PayloadPath}. */
final class PayloadPathParser {

  /** Payloads cannot nest deeper. */
  private static final int MAX_STEPS = 1_000;

  private final String text;
  private int at;

  PayloadPathParser(String text) {
    this.text = text;
  }

  static boolean isBare(String name) {
    return !name.isEmpty() && name.chars().noneMatch(c -> c == '.' || c == '[' || c == ']' || c == '"');
  }

  List<PayloadPath.Step> parse() {
    List<PayloadPath.Step> steps = new ArrayList<>();
    while (true) {
      steps.add(new PayloadPath.Key(key()));
      while (at < text.length() && text.charAt(at) == '[') {
        steps.add(brackets());
        requireFew(steps);
      }
      if (at == text.length()) {
        return steps;
      }
      if (text.charAt(at) != '.') {
        throw malformed();
      }
      at++;
      requireFew(steps);
    }
  }

  private void requireFew(List<PayloadPath.Step> steps) {
    if (steps.size() > MAX_STEPS) {
      throw malformed();
    }
  }

  private String key() {
    if (at < text.length() && text.charAt(at) == '"') {
      int end = text.indexOf('"', at + 1);
      if (end < 0) {
        throw malformed();
      }
      String name = text.substring(at + 1, end);
      at = end + 1;
      return name;
    }
    int start = at;
    while (at < text.length() && isBare(text.substring(at, at + 1))) {
      at++;
    }
    if (at == start) {
      throw malformed();
    }
    return text.substring(start, at);
  }

  private PayloadPath.Step brackets() {
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw malformed();
    }
    String inside = text.substring(at + 1, end);
    at = end + 1;
    if (inside.isEmpty()) {
      return new PayloadPath.All();
    }
    if (inside.length() > 9 || inside.chars().anyMatch(c -> c < '0' || c > '9')) {
      throw malformed();
    }
    return new PayloadPath.Index(Integer.parseInt(inside));
  }

  private VdbException malformed() {
    String shown = text.length() > 64 ? text.substring(0, 64) + "..." : text;
    return VdbException.invalid("Invalid json path: '" + shown + "'");
  }
}
