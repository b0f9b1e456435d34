package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Histogram;

/** One series of a histogram. */
final class BoundHistogram implements Histogram {

  private final String metric;
  private final io.prometheus.client.Histogram.Child series;
  private final RecordingGate gate;

  BoundHistogram(String metric, io.prometheus.client.Histogram.Child series, RecordingGate gate) {
    this.metric = metric;
    this.series = series;
    this.gate = gate;
  }

  @Override
  public void record(double value) {
    if (gate.admits(metric, value)) {
      series.observe(value);
    }
  }

  @Override
  public boolean isEnabled() {
    return gate.isOpen();
  }

  io.prometheus.client.Histogram.Child.Value value() {
    return series.get();
  }
}
