package io.vdb.observability.spi;

/** Adds to one counter of each backend. */
final class FanOutCounter implements Counter {

  private final Counter[] counters;

  FanOutCounter(Counter[] counters) {
    this.counters = counters;
  }

  @Override
  public void add(double amount) {
    for (Counter counter : counters) {
      counter.add(amount);
    }
  }

  @Override
  public boolean isEnabled() {
    for (Counter counter : counters) {
      if (counter.isEnabled()) {
        return true;
      }
    }
    return false;
  }
}
