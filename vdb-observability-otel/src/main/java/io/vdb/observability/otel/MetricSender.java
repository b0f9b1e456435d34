package io.vdb.observability.otel;

import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;

/** Sends all metrics at each interval, when asked to and at the end, from a thread of its own. */
final class MetricSender {

  private final Supplier<Collection<MetricData>> metrics;
  private final MetricExporter exporter;
  private final ExportWatch watch;
  private final Duration timeout;
  private final ExportLoop loop;

  MetricSender(
      Supplier<Collection<MetricData>> metrics,
      MetricExporter exporter,
      ExportWatch watch,
      Duration interval,
      Duration timeout) {
    this.metrics = metrics;
    this.exporter = exporter;
    this.watch = watch;
    this.timeout = timeout;
    this.loop = new ExportLoop("metrics", interval, this::send);
  }

  void start() {
    loop.start();
  }

  private void send() {
    Collection<MetricData> now = read();
    if (!now.isEmpty() && !loop.isLate()) {
      watch.succeeds(() -> exporter.export(now), timeout);
    }
  }

  private Collection<MetricData> read() {
    try {
      return metrics.get();
    } catch (Throwable e) {
      watch.failed(e);
      throw e;
    }
  }

  boolean flush(Duration patience) {
    return loop.flush(patience);
  }

  /** Sends for the last time; returns at once. */
  void beginClose() {
    loop.beginEnd();
  }

  /** Waits until a reading of {@link System#nanoTime}. */
  void awaitClose(long deadline) {
    loop.awaitEnd(deadline);
    exporter.shutdown();
  }
}
