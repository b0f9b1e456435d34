package io.vdb.it.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Points for tests of traces. */
final class Points {

  private Points() {}

  /** Returns so many points with two components and their number as payload. */
  static List<Object> numbered(int first, int number) {
    List<Object> points = new ArrayList<>();
    for (int id = first; id < first + number; id++) {
      points.add(
          Map.of("id", id, "vector", List.of(1 + id % 7, 1 + id % 11), "payload", Map.of("n", id)));
    }
    return points;
  }
}
