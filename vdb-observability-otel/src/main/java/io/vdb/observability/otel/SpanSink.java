package io.vdb.observability.otel;

import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;

/**
 * Where recorded spans go.
 *
 * @param queue takes them when they end
 * @param limits of each
 * @param resource what describes this process
 */
record SpanSink(SpanQueue queue, SpanLimits limits, Resource resource) {}
