package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Counter;

/** One series of a counter. */
final class BoundCounter implements Counter {

  private final String metric;
  private final io.prometheus.client.Counter.Child series;
  private final RecordingGate gate;

  BoundCounter(String metric, io.prometheus.client.Counter.Child series, RecordingGate gate) {
    this.metric = metric;
    this.series = series;
    this.gate = gate;
  }

  @Override
  public void add(double amount) {
    if (gate.admits(metric, amount)) {
      series.inc(amount);
    }
  }

  @Override
  public boolean isEnabled() {
    return gate.isOpen();
  }

  double value() {
    return series.get();
  }
}
