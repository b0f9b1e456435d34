package com.example.statsfile;

import io.vdb.observability.spi.Counter;
import java.util.concurrent.atomic.DoubleAdder;

/** Adds without a lock; takes what a sum can hold, and nothing after the end. */
final class StatsCounter implements Counter, Series {

  private final StatsMeter meter;
  private final DoubleAdder total = new DoubleAdder();

  StatsCounter(StatsMeter meter) {
    this.meter = meter;
  }

  @Override
  public void add(double amount) {
    if (amount >= 0 && Double.isFinite(amount) && meter.isOpen()) {
      total.add(amount);
    }
  }

  @Override
  public boolean isEnabled() {
    return meter.isOpen();
  }

  @Override
  public void appendTo(StringBuilder lines, String name) {
    Series.appendLine(lines, name, total.sum());
  }
}
