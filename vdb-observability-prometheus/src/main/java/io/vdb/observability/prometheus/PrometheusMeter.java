package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.MetricType;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Makes families and binds their series. */
final class PrometheusMeter implements Meter {

  /** What is handed out once the backend is closed. */
  private static final Meter CLOSED = Observability.noop().meter();

  private final Metrics metrics;
  private final RecordingGate gate;
  private final Optional<TraceExemplars> exemplars;
  private final ScrapeFaults faults;
  private final Object lock = new Object();

  /** By name. Guarded by {@link #lock}. */
  private final Map<String, MetricFamily> families = new HashMap<>();

  PrometheusMeter(
      Metrics metrics,
      RecordingGate gate,
      Optional<TraceExemplars> exemplars,
      ScrapeFaults faults) {
    this.metrics = metrics;
    this.gate = gate;
    this.exemplars = exemplars;
    this.faults = faults;
  }

  @Override
  public Counter counter(MetricDefinition definition, String... labelValues) {
    definition.check(MetricType.COUNTER, labelValues);
    return counterFamily(definition)
        .map(family -> family.bind(SeriesKey.of(labelValues)))
        .orElseGet(() -> CLOSED.counter(definition, labelValues));
  }

  @Override
  public Histogram histogram(MetricDefinition definition, String... labelValues) {
    definition.check(MetricType.HISTOGRAM, labelValues);
    return family(
            definition,
            HistogramFamily.class,
            () -> new HistogramFamily(definition, gate, exemplars))
        .map(family -> family.bind(SeriesKey.of(labelValues)))
        .orElseGet(() -> CLOSED.histogram(definition, labelValues));
  }

  @Override
  public Registration gauge(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    definition.check(MetricType.GAUGE, labelValues);
    return family(definition, GaugeFamily.class, () -> new GaugeFamily(definition, faults))
        .map(family -> family.register(SeriesKey.of(labelValues), value))
        .orElseGet(() -> CLOSED.gauge(definition, value, labelValues));
  }

  @Override
  public Registration counterCallback(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    definition.check(MetricType.COUNTER, labelValues);
    return counterFamily(definition)
        .map(family -> family.register(SeriesKey.of(labelValues), value))
        .orElseGet(() -> CLOSED.counterCallback(definition, value, labelValues));
  }

  /** Forgets and unregisters everything. Nothing is added afterwards: the gate is closed. */
  void close() {
    synchronized (lock) {
      families.clear();
      metrics.close();
    }
  }

  private Optional<CounterFamily> counterFamily(MetricDefinition definition) {
    return family(
        definition,
        CounterFamily.class,
        () -> new CounterFamily(definition, gate, exemplars, faults));
  }

  /** Finds or makes the family of a definition; empty when the backend is closed. */
  private <F extends MetricFamily> Optional<F> family(
      MetricDefinition definition, Class<F> type, Supplier<F> make) {
    synchronized (lock) {
      if (!gate.isOpen()) {
        return Optional.empty();
      }
      MetricFamily known = families.get(definition.name());
      if (known == null) {
        return Optional.of(add(make.get()));
      }
      if (!known.definition().equals(definition)) {
        throw new IllegalArgumentException(
            definition.name() + " is taken by another definition: " + known.definition());
      }
      return Optional.of(type.cast(known));
    }
  }

  /** The caller holds the lock. */
  private <F extends MetricFamily> F add(F family) {
    String name = family.definition().name();
    try {
      metrics.add(family);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name + " would export a name that is taken: " + e.getMessage(), e);
    }
    families.put(name, family);
    return family;
  }
}
