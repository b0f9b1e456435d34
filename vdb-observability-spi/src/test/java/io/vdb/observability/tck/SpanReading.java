package io.vdb.observability.tck;

import io.vdb.observability.spi.TraceContext;
import java.util.List;
import java.util.Map;

/**
 * A span that has ended, as a backend recorded it.
 *
 * @param name what was done
 * @param context its ids
 * @param parentSpanId id of the span it is a step of; empty at the root of a trace
 * @param links spans that it points to
 * @param attributes String, Long, Double or Boolean by key
 * @param events names in order
 * @param failure type of the failure; empty when it did not fail
 * @param startNanos when it began, comparable with other spans of the same process
 * @param endNanos when it ended, on the same clock
 */
public record SpanReading(
    String name,
    TraceContext context,
    String parentSpanId,
    List<TraceContext> links,
    Map<String, Object> attributes,
    List<String> events,
    String failure,
    long startNanos,
    long endNanos) {

  /** Copies the collections. */
  public SpanReading {
    links = List.copyOf(links);
    attributes = Map.copyOf(attributes);
    events = List.copyOf(events);
  }
}
