package io.vdb.observability.otel;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/** Everything that makes spans and sends them. */
record TraceExport(OtelTracer tracer, SpanQueue queue, ExportWatch watch) {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  static TraceExport start(
      OtelSettings settings, OtlpTarget target, Exporters exporters, Clock clock) {
    ExportWatch watch =
        new ExportWatch(Signal.TRACES, target, LoggerFactory.getLogger(ExportWatch.class));
    SpanQueue queue =
        new SpanQueue(
            settings.batching(),
            new SpanEncoder(settings.resource()),
            exporters.spans(target),
            watch);
    SpanSink sink = new SpanSink(queue, settings.limits());
    OtelTracer tracer = new OtelTracer(settings.sampling(), sink, clock);
    queue.start();
    return new TraceExport(tracer, queue, watch);
  }

  /** Ends what was started and has taken no span yet. */
  void abandon() {
    queue.beginClose();
    queue.awaitClose(System.nanoTime() + PATIENCE.toNanos());
  }
}
