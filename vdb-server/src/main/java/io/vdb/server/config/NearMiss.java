package io.vdb.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class NearMiss {

  private NearMiss() {}

  /** Returns a clause to append to a message; empty when nothing is near. */
  static String suggestion(String given, Collection<String> known) {
    Optional<String> nearest =
        known.stream().min(Comparator.comparingInt(candidate -> distance(given, candidate)));
    return nearest
        .filter(candidate -> distance(given, candidate) <= Math.max(2, given.length() / 5))
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }

  /** Number of single-character edits between two texts. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
