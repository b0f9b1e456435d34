package com.example.statsfile;

import java.util.function.DoubleSupplier;

/** Asks for its value when it is written. One that fails leaves its own line out. */
final class StatsCallback implements Series {

  private final DoubleSupplier value;

  StatsCallback(DoubleSupplier value) {
    this.value = value;
  }

  @Override
  public void appendTo(StringBuilder lines, String name) {
    double now;
    try {
      now = value.getAsDouble();
    } catch (RuntimeException _) {
      return;
    }
    Series.appendLine(lines, name, now);
  }
}
