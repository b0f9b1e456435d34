package io.vdb.observability.prometheus;

import io.prometheus.client.Counter.Child;
import io.vdb.observability.spi.Counter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One series of a counter. */
final class BoundCounter implements Counter {

  private final String metric;
  private final byte[] text;
  private final Child series;
  private final @Nullable CounterExemplar exemplar;
  private final RecordingGate gate;

  private BoundCounter(
      String metric,
      byte[] text,
      Child series,
      @Nullable CounterExemplar exemplar,
      RecordingGate gate) {
    this.metric = metric;
    this.text = text;
    this.series = series;
    this.exemplar = exemplar;
    this.gate = gate;
  }

  static BoundCounter withExemplars(
      String metric, byte[] text, TraceExemplars traces, RecordingGate gate) {
    CounterExemplar exemplar = new CounterExemplar(traces);
    return new BoundCounter(metric, text, new Child(true, exemplar), exemplar, gate);
  }

  static BoundCounter withoutExemplars(String metric, byte[] text, RecordingGate gate) {
    return new BoundCounter(metric, text, new Child(false, null), null, gate);
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

  void write(ExpositionWriter out) throws IOException {
    out.sample(text, series.get(), exemplar == null ? null : exemplar.latest());
  }
}
