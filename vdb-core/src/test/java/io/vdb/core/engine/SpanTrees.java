package io.vdb.core.engine;

import io.vdb.observability.tck.InMemoryObservability;
import io.vdb.observability.tck.SpanReading;
import java.util.Comparator;
import java.util.List;

/** Writes recorded traces as text, so that a test sees a whole tree at once. */
final class SpanTrees {

  private SpanTrees() {}

  /** Returns the trace as {@code name(child child(grandchild))}; a failure follows a name as !. */
  static String tree(InMemoryObservability observability, String traceId) {
    List<SpanReading> spans =
        observability.endedSpans().stream()
            .filter(span -> span.context().traceId().equals(traceId))
            .sorted(Comparator.comparingLong(SpanReading::startNanos))
            .toList();
    return String.join(
        " + ",
        spans.stream()
            .filter(
                span ->
                    spans.stream()
                        .noneMatch(o -> o.context().spanId().equals(span.parentSpanId())))
            .map(root -> tree(root, spans))
            .toList());
  }

  private static String tree(SpanReading span, List<SpanReading> spans) {
    List<String> children =
        spans.stream()
            .filter(other -> other.parentSpanId().equals(span.context().spanId()))
            .map(child -> tree(child, spans))
            .toList();
    return span.name()
        + (span.failure().isEmpty() ? "" : "!" + span.failure())
        + (children.isEmpty() ? "" : "(" + String.join(" ", children) + ")");
  }

  /** Returns the only span of this name. */
  static SpanReading only(InMemoryObservability observability, String name) {
    List<SpanReading> found = all(observability, name);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " spans are named " + name + ": " + found);
    }
    return found.getFirst();
  }

  static List<SpanReading> all(InMemoryObservability observability, String name) {
    return observability.endedSpans().stream().filter(s -> s.name().equals(name)).toList();
  }
}
