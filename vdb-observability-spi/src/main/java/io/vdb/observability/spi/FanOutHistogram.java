package io.vdb.observability.spi;

/** Records to one histogram of each backend. */
final class FanOutHistogram implements Histogram {

  private final Histogram[] histograms;

  FanOutHistogram(Histogram[] histograms) {
    this.histograms = histograms;
  }

  @Override
  public void record(double value) {
    for (Histogram histogram : histograms) {
      histogram.record(value);
    }
  }

  @Override
  public boolean isEnabled() {
    for (Histogram histogram : histograms) {
      if (histogram.isEnabled()) {
        return true;
      }
    }
    return false;
  }
}
