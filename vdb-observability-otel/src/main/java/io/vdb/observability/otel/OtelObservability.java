package io.vdb.observability.otel;

import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import io.vdb.observability.spi.SelfObserving;
import io.vdb.observability.spi.Tracer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One backend: spans, metrics, both or neither, each with its own way to a collector. */
final class OtelObservability implements Observability, SelfObserving {

  private static final Logger log = LoggerFactory.getLogger(OtelObservability.class);

  private final OtelSettings settings;
  private final Optional<Exporters> exporters;
  private final Optional<TraceExport> traces;
  private final Optional<MetricExport> metrics;
  private final Meter meter;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OtelObservability(
      OtelSettings settings,
      Optional<Exporters> exporters,
      Optional<TraceExport> traces,
      Optional<MetricExport> metrics) {
    this.settings = settings;
    this.exporters = exporters;
    this.traces = traces;
    this.metrics = metrics;
    this.meter = metrics.<Meter>map(MetricExport::meter).orElse(Observability.noop().meter());
  }

  /** Nothing is made that is not used: without an endpoint there are no threads and no client. */
  static OtelObservability start(OtelSettings settings) {
    if (settings.traces().isEmpty() && settings.metrics().isEmpty()) {
      log.debug("no OTLP endpoint is set: neither traces nor metrics are sent");
      return new OtelObservability(
          settings, Optional.empty(), Optional.empty(), Optional.empty());
    }
    Exporters exporters = new Exporters();
    Clock clock = Clock.systemUTC();
    Optional<TraceExport> traces = Optional.empty();
    try {
      traces =
          settings
              .traces()
              .map(target -> TraceExport.start(settings, target, exporters, clock));
      Optional<MetricExport> metrics =
          settings
              .metrics()
              .map(target -> MetricExport.start(settings, target, exporters, clock));
      logStart(settings);
      return new OtelObservability(settings, Optional.of(exporters), traces, metrics);
    } catch (RuntimeException | Error e) {
      traces.ifPresent(TraceExport::abandon);
      exporters.close();
      throw e;
    }
  }

  private static void logStart(OtelSettings settings) {
    settings
        .traces()
        .ifPresent(
            target ->
                log.info(
                    "sending spans to {} by {}, of a share of {} of new traces",
                    target.address(),
                    target.protocol(),
                    settings.sampling().ratio()));
    settings
        .metrics()
        .ifPresent(
            target ->
                log.info(
                    "sending metrics to {} by {} every {} s",
                    target.address(),
                    target.protocol(),
                    settings.metricInterval().toMillis() / 1e3));
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    if (type == Tracer.class) {
      return traces.map(export -> type.cast(export.tracer()));
    }
    return type == SelfObserving.class ? Optional.of(type.cast(this)) : Optional.empty();
  }

  /** Shows zeros too, for what is not switched on, so that dashboards find the series. */
  @Override
  public Registration export(Meter target) {
    List<Registration> series = new ArrayList<>();
    try {
      addSpans(target, series);
      addExports(target, series);
      addFaults(target, series);
    } catch (RuntimeException e) {
      series.forEach(Registration::close);
      throw e;
    }
    return () -> series.forEach(Registration::close);
  }

  private void addSpans(Meter target, List<Registration> series) {
    series.add(spans(target, export -> (double) export.queue().exported(), "exported"));
    series.add(spans(target, export -> (double) export.queue().dropped(), "dropped"));
    series.add(spans(target, export -> (double) export.tracer().unsampled(), "unsampled"));
  }

  private Registration spans(Meter target, ToDoubleFunction<TraceExport> count, String result) {
    return target.counterCallback(
        OtelMetrics.SPANS, () -> traces.map(count::applyAsDouble).orElse(0.0), result);
  }

  private void addExports(Meter target, List<Registration> series) {
    Optional<ExportWatch> ofTraces = traces.map(TraceExport::watch);
    Optional<ExportWatch> ofMetrics = metrics.map(MetricExport::watch);
    addExports(target, series, ofTraces, Signal.TRACES);
    addExports(target, series, ofMetrics, Signal.METRICS);
  }

  private static void addExports(
      Meter target, List<Registration> series, Optional<ExportWatch> watch, Signal signal) {
    series.add(
        target.counterCallback(
            OtelMetrics.EXPORTS,
            () -> (double) watch.map(ExportWatch::succeeded).orElse(0L),
            signal.lowerCase(),
            "success"));
    series.add(
        target.counterCallback(
            OtelMetrics.EXPORTS,
            () -> (double) watch.map(ExportWatch::failed).orElse(0L),
            signal.lowerCase(),
            "error"));
  }

  private void addFaults(Meter target, List<Registration> series) {
    Optional<RecordingGate> gate = metrics.map(MetricExport::gate);
    series.add(
        target.counterCallback(
            OtelMetrics.FAULTS,
            () -> (double) gate.map(RecordingGate::refusedRecordings).orElse(0L),
            "recording"));
    series.add(
        target.counterCallback(
            OtelMetrics.FAULTS,
            () -> (double) gate.map(RecordingGate::failedCallbacks).orElse(0L),
            "callback"));
  }

  /**
   * Sends what has been recorded so far.
   *
   * @return whether that was tried in time; a collector that refuses counts as tried
   */
  boolean flush(Duration patience) {
    boolean spansSent = traces.map(export -> export.queue().flush(patience)).orElse(true);
    boolean metricsSent = metrics.map(export -> export.sender().flush(patience)).orElse(true);
    return spansSent && metricsSent;
  }

  /** Sends what is left, for as long as the settings allow, and drops the rest. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    long deadline = System.nanoTime() + settings.closeTimeout().toNanos();
    metrics.ifPresent(export -> export.gate().close());
    traces.ifPresent(export -> export.queue().beginClose());
    metrics.ifPresent(export -> export.sender().beginClose());
    traces.ifPresent(export -> export.queue().awaitClose(deadline));
    metrics.ifPresent(
        export -> {
          export.sender().awaitClose(deadline);
          export.meter().clear();
        });
    exporters.ifPresent(Exporters::close);
  }
}
