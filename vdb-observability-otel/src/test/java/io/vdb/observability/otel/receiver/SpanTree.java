package io.vdb.observability.otel.receiver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The spans of one trace as a tree. Spans whose parent was not received are roots, as is one whose
 * parent is in another process.
 */
public final class SpanTree {

  private static final Comparator<ReceivedSpan> IN_ORDER =
      Comparator.comparingLong(ReceivedSpan::startNanos)
          .thenComparing(ReceivedSpan::name)
          .thenComparing(ReceivedSpan::spanId);

  private final List<ReceivedSpan> roots = new ArrayList<>();
  private final Map<String, List<ReceivedSpan>> children = new HashMap<>();

  private SpanTree(List<ReceivedSpan> spans) {
    Set<String> ids = new HashSet<>();
    spans.forEach(span -> ids.add(span.spanId()));
    for (ReceivedSpan span : spans.stream().sorted(IN_ORDER).toList()) {
      if (ids.contains(span.parentSpanId())) {
        children.computeIfAbsent(span.parentSpanId(), id -> new ArrayList<>()).add(span);
      } else {
        roots.add(span);
      }
    }
  }

  /** Builds the tree of those spans that belong to a trace. */
  public static SpanTree of(String traceId, List<ReceivedSpan> spans) {
    return new SpanTree(spans.stream().filter(span -> span.traceId().equals(traceId)).toList());
  }

  /** Returns the spans without a parent here; one when the trace is whole. */
  public List<ReceivedSpan> roots() {
    return List.copyOf(roots);
  }

  /** Returns the steps of a span in the order of their starts. */
  public List<ReceivedSpan> children(ReceivedSpan span) {
    return List.copyOf(children.getOrDefault(span.spanId(), List.of()));
  }

  /** Returns the names, one per line, steps two blanks further in than what they are steps of. */
  public String names() {
    StringBuilder text = new StringBuilder();
    for (ReceivedSpan root : roots) {
      append(text, root, 0);
    }
    return text.toString();
  }

  private void append(StringBuilder text, ReceivedSpan span, int depth) {
    text.append("  ".repeat(depth)).append(span.name()).append('\n');
    children(span).forEach(child -> append(text, child, depth + 1));
  }

  /** Hands over every span, steps after what they are steps of. */
  public void forEach(Consumer<ReceivedSpan> each) {
    roots.forEach(root -> visit(root, each));
  }

  private void visit(ReceivedSpan span, Consumer<ReceivedSpan> each) {
    each.accept(span);
    children(span).forEach(child -> visit(child, each));
  }
}
