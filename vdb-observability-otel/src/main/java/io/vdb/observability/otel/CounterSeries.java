package io.vdb.observability.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.vdb.observability.spi.Counter;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;

/** One series of a counter that is recorded to. */
final class CounterSeries implements Counter {

  private final String metric;
  private final Attributes attributes;
  private final RecordingGate gate;
  private final long sinceEpochNanos;
  private final DoubleAdder total = new DoubleAdder();

  CounterSeries(String metric, Attributes attributes, RecordingGate gate, long sinceEpochNanos) {
    this.metric = metric;
    this.attributes = attributes;
    this.gate = gate;
    this.sinceEpochNanos = sinceEpochNanos;
  }

  @Override
  public void add(double amount) {
    if (gate.admits(metric, amount)) {
      total.add(amount);
    }
  }

  @Override
  public boolean isEnabled() {
    return gate.isOpen();
  }

  DoublePointData point(long nowEpochNanos) {
    return DoublePointData.create(
        sinceEpochNanos, nowEpochNanos, attributes, total.sum(), List.of());
  }
}
