package io.vdb.observability.otel;

import java.time.Clock;
import org.slf4j.LoggerFactory;

/** Everything that makes spans and sends them. */
record TraceExport(OtelTracer tracer, SpanQueue queue, ExportWatch watch) {

  static TraceExport start(
      OtelSettings settings, OtlpTarget target, Exporters exporters, Clock clock) {
    ExportWatch watch =
        new ExportWatch(Signal.TRACES, target, LoggerFactory.getLogger(ExportWatch.class));
    SpanQueue queue = new SpanQueue(settings.batching(), exporters.spans(target), watch);
    SpanSink sink = new SpanSink(queue, settings.limits(), settings.resource());
    queue.start();
    return new TraceExport(new OtelTracer(settings.sampling(), sink, clock), queue, watch);
  }
}
