package io.vdb.observability.otel;

import io.opentelemetry.sdk.trace.SpanLimits;

/**
 * Where recorded spans go.
 *
 * @param queue takes them when they end
 * @param limits of each
 */
record SpanSink(SpanQueue queue, SpanLimits limits) {}
