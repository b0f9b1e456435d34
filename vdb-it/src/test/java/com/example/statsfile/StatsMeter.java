package com.example.statsfile;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.MetricType;
import io.vdb.observability.spi.Registration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/** Hands out handles and knows the series behind them. Binding takes a lock, recording none. */
final class StatsMeter implements Meter {

  private final Object lock = new Object();
  private final Map<String, MetricDefinition> definitions = new HashMap<>();
  private final Map<String, Series> series = new TreeMap<>();
  private volatile boolean open = true;

  boolean isOpen() {
    return open;
  }

  @Override
  public Counter counter(MetricDefinition definition, String... labelValues) {
    definition.check(MetricType.COUNTER, labelValues);
    StatsCounter fresh = new StatsCounter(this);
    return bind(definition, StatsCounter.class, fresh, labelValues);
  }

  @Override
  public Histogram histogram(MetricDefinition definition, String... labelValues) {
    definition.check(MetricType.HISTOGRAM, labelValues);
    StatsHistogram fresh = new StatsHistogram(this, definition, labelValues);
    return bind(definition, StatsHistogram.class, fresh, labelValues);
  }

  @Override
  public Registration gauge(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    definition.check(MetricType.GAUGE, labelValues);
    return register(definition, value, labelValues);
  }

  @Override
  public Registration counterCallback(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    definition.check(MetricType.COUNTER, labelValues);
    return register(definition, value, labelValues);
  }

  /** Returns the series that is there already, or else the fresh one. */
  private <T extends Series> T bind(
      MetricDefinition definition, Class<T> type, T fresh, String... labelValues) {
    String key = Series.name(definition.name(), definition.labels(), labelValues);
    synchronized (lock) {
      if (!open) {
        return fresh; // it records nothing
      }
      claim(definition);
      Series bound = series.computeIfAbsent(key, _ -> fresh);
      if (!type.isInstance(bound)) {
        throw new IllegalArgumentException("read by a callback already: " + key);
      }
      return type.cast(bound);
    }
  }

  private Registration register(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    String key = Series.name(definition.name(), definition.labels(), labelValues);
    Series fresh = new StatsCallback(value);
    synchronized (lock) {
      if (open) {
        claim(definition);
        if (series.putIfAbsent(key, fresh) != null) {
          throw new IllegalArgumentException("registered already: " + key);
        }
      }
    }
    return () -> {
      synchronized (lock) {
        series.remove(key, fresh);
      }
    };
  }

  /** The caller holds the lock. */
  private void claim(MetricDefinition definition) {
    MetricDefinition taken = definitions.putIfAbsent(definition.name(), definition);
    if (taken != null && !taken.equals(definition)) {
      throw new IllegalArgumentException("taken by another definition: " + definition.name());
    }
  }

  /** Returns a line for each value of now. Callbacks are read without the lock. */
  String lines() {
    List<Map.Entry<String, Series>> now;
    synchronized (lock) {
      now = series.entrySet().stream().map(Map.Entry::copyOf).toList();
    }
    StringBuilder lines = new StringBuilder();
    now.forEach(entry -> entry.getValue().appendTo(lines, entry.getKey()));
    return lines.toString();
  }

  void close() {
    synchronized (lock) {
      open = false;
      definitions.clear();
      series.clear();
    }
  }
}
