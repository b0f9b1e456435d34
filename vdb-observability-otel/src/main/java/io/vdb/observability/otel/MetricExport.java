package io.vdb.observability.otel;

import java.time.Clock;
import org.slf4j.LoggerFactory;

/** Everything that keeps metrics and sends them. */
record MetricExport(OtelMeter meter, RecordingGate gate, MetricSender sender, ExportWatch watch) {

  static MetricExport start(
      OtelSettings settings, OtlpTarget target, Exporters exporters, Clock clock) {
    RecordingGate gate = new RecordingGate();
    OtelMeter meter = new OtelMeter(settings.resource(), gate, new EpochClock(clock));
    ExportWatch watch =
        new ExportWatch(Signal.METRICS, target, LoggerFactory.getLogger(ExportWatch.class));
    MetricSender sender =
        new MetricSender(
            meter::read,
            exporters.metrics(target),
            watch,
            settings.metricInterval(),
            settings.metricTimeout());
    sender.start();
    return new MetricExport(meter, gate, sender, watch);
  }
}
