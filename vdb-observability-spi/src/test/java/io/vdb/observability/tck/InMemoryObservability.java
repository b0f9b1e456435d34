package io.vdb.observability.tck;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.MetricType;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import io.vdb.observability.spi.Tracer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * A backend for tests: keeps what is recorded, for the test to read. Safe for concurrent use; it
 * takes a lock for each recording, so it is not for measuring.
 */
public final class InMemoryObservability
    implements Observability, Meter, MetricReadings, SpanReadings {

  private record Series(String name, List<String> labelValues) {}

  private final class RecordedCounter implements Counter {
    private double total;

    @Override
    public void add(double amount) {
      synchronized (lock) {
        if (open && amount >= 0 && Double.isFinite(amount)) {
          total += amount;
        }
      }
    }

    @Override
    public boolean isEnabled() {
      synchronized (lock) {
        return open;
      }
    }
  }

  private final class RecordedHistogram implements Histogram {
    private final double[] edges;
    private final long[] upTo;
    private long count;
    private double sum;

    RecordedHistogram(MetricDefinition definition) {
      edges = definition.buckets().stream().mapToDouble(Double::doubleValue).toArray();
      upTo = new long[edges.length];
    }

    @Override
    public void record(double value) {
      synchronized (lock) {
        if (!open || !(value >= 0) || !Double.isFinite(value)) {
          return;
        }
        count++;
        sum += value;
        for (int i = 0; i < edges.length; i++) {
          if (value <= edges[i]) {
            upTo[i]++;
          }
        }
      }
    }

    @Override
    public boolean isEnabled() {
      synchronized (lock) {
        return open;
      }
    }

    HistogramReading reading() {
      SortedMap<Double, Long> cumulative = new TreeMap<>();
      for (int i = 0; i < edges.length; i++) {
        cumulative.put(edges[i], upTo[i]);
      }
      return new HistogramReading(count, sum, cumulative);
    }
  }

  private final Object lock = new Object();
  private final Map<String, MetricDefinition> definitions = new HashMap<>();
  private final Map<Series, RecordedCounter> counters = new HashMap<>();
  private final Map<Series, RecordedHistogram> histograms = new HashMap<>();
  private final Map<Series, DoubleSupplier> callbacks = new HashMap<>();
  private final InMemoryTracer tracer;
  private final boolean records; // spans
  private boolean open = true;

  /** A backend that records every new trace. */
  public InMemoryObservability() {
    this(1);
  }

  /** A backend that records this share of new traces, from 0 to 1. */
  public InMemoryObservability(double shareOfTraces) {
    this(shareOfTraces, true);
  }

  private InMemoryObservability(double shareOfTraces, boolean records) {
    this.tracer = new InMemoryTracer(shareOfTraces);
    this.records = records;
  }

  /** A backend that is no tracer, to stand beside one. */
  public static InMemoryObservability withoutTraces() {
    return new InMemoryObservability(0, false);
  }

  @Override
  public Meter meter() {
    return this;
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    if (type == Tracer.class) {
      return records ? Optional.of(type.cast(tracer)) : Optional.empty();
    }
    if (type == SpanReadings.class && !records) {
      return Optional.empty();
    }
    return type.isInstance(this) && type != Observability.class && type != Meter.class
        ? Optional.of(type.cast(this))
        : Optional.empty();
  }

  @Override
  public List<SpanReading> endedSpans() {
    return tracer.endedSpans();
  }

  @Override
  public String asText() {
    return tracer.asText();
  }

  @Override
  public void close() {
    tracer.close();
    synchronized (lock) {
      open = false;
      definitions.clear();
      counters.clear();
      histograms.clear();
      callbacks.clear();
    }
  }

  @Override
  public Counter counter(MetricDefinition definition, String... labelValues) {
    Series series = series(definition, MetricType.COUNTER, labelValues);
    synchronized (lock) {
      if (!open) {
        return new RecordedCounter();
      }
      claim(definition);
      if (callbacks.containsKey(series)) {
        throw new IllegalArgumentException("read by a callback already: " + series);
      }
      return counters.computeIfAbsent(series, s -> new RecordedCounter());
    }
  }

  @Override
  public Histogram histogram(MetricDefinition definition, String... labelValues) {
    Series series = series(definition, MetricType.HISTOGRAM, labelValues);
    synchronized (lock) {
      if (!open) {
        return new RecordedHistogram(definition);
      }
      claim(definition);
      return histograms.computeIfAbsent(series, s -> new RecordedHistogram(definition));
    }
  }

  @Override
  public Registration gauge(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    return register(definition, MetricType.GAUGE, value, labelValues);
  }

  @Override
  public Registration counterCallback(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    return register(definition, MetricType.COUNTER, value, labelValues);
  }

  @Override
  public OptionalDouble value(MetricDefinition definition, String... labelValues) {
    Series series = new Series(definition.name(), List.of(labelValues));
    DoubleSupplier callback;
    synchronized (lock) {
      RecordedCounter counter = counters.get(series);
      if (counter != null) {
        return OptionalDouble.of(counter.total);
      }
      callback = callbacks.getOrDefault(series, () -> Double.NaN);
    }
    return valueOf(callback);
  }

  @Override
  public Optional<HistogramReading> histogramReading(
      MetricDefinition definition, String... labelValues) {
    synchronized (lock) {
      return Optional.ofNullable(
              histograms.get(new Series(definition.name(), List.of(labelValues))))
          .map(RecordedHistogram::reading);
    }
  }

  private Registration register(
      MetricDefinition definition, MetricType type, DoubleSupplier value, String... labelValues) {
    Series series = series(definition, type, labelValues);
    // A supplier of our own, so that closing removes this registration and no other.
    DoubleSupplier registered = () -> value.getAsDouble();
    synchronized (lock) {
      if (!open) {
        return () -> {};
      }
      claim(definition);
      if (counters.containsKey(series) || callbacks.putIfAbsent(series, registered) != null) {
        throw new IllegalArgumentException("registered already: " + series);
      }
    }
    return () -> {
      synchronized (lock) {
        callbacks.remove(series, registered);
      }
    };
  }

  private static Series series(
      MetricDefinition definition, MetricType type, String... labelValues) {
    definition.check(type, labelValues);
    return new Series(definition.name(), List.of(labelValues));
  }

  /** The caller holds the lock. */
  private void claim(MetricDefinition definition) {
    MetricDefinition taken = definitions.putIfAbsent(definition.name(), definition);
    if (taken != null && !taken.equals(definition)) {
      throw new IllegalArgumentException("taken by another definition: " + definition.name());
    }
  }

  private static OptionalDouble valueOf(DoubleSupplier callback) {
    double value;
    try {
      value = callback.getAsDouble();
    } catch (RuntimeException e) {
      value = Double.NaN; // a callback that throws shows nothing, as the contract says
    }
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
