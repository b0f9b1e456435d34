package io.vdb.observability.otel;

/**
 * Something that happened during a span.
 *
 * @param epochNanos when, in nanoseconds since 1970
 * @param name what
 * @param attributes not changed any more
 */
record SpanEvent(long epochNanos, String name, SpanAttributes attributes) {}
