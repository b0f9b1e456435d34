package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Histogram;
import java.io.IOException;

/** One series of a histogram. */
final class BoundHistogram implements Histogram {

  private final String metric;
  private final HistogramText text;
  private final io.prometheus.client.Histogram.Child series;
  private final RecordingGate gate;

  BoundHistogram(
      String metric,
      HistogramText text,
      io.prometheus.client.Histogram.Child series,
      RecordingGate gate) {
    this.metric = metric;
    this.text = text;
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

  void write(ExpositionWriter out, WantedLines wanted) throws IOException {
    io.prometheus.client.Histogram.Child.Value value = series.get();
    int buckets = value.buckets.length;
    if (wanted.buckets()) {
      for (int i = 0; i < buckets; i++) {
        out.sample(text.bytes(), text.start(i), text.end(i), value.buckets[i], value.exemplars[i]);
      }
    }
    if (wanted.count()) {
      write(out, buckets, value.buckets[buckets - 1]);
    }
    if (wanted.sum()) {
      write(out, buckets + 1, value.sum);
    }
  }

  private void write(ExpositionWriter out, int line, double value) throws IOException {
    out.sample(text.bytes(), text.start(line), text.end(line), value, null);
  }

  /** Which lines of a histogram somebody asked for. */
  record WantedLines(boolean buckets, boolean count, boolean sum) {}
}
