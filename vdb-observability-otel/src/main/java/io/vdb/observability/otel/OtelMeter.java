package io.vdb.observability.otel;

import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.MetricType;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Makes families, binds their series, and reads them all for an export. */
final class OtelMeter implements Meter {

  /** What is handed out once the backend is closed. */
  private static final Meter CLOSED = Observability.noop().meter();

  private final Resource resource;
  private final RecordingGate gate;
  private final EpochClock clock;
  private final Object lock = new Object();

  /** By name. Guarded by the lock. */
  private final Map<String, MetricFamily> families = new TreeMap<>();

  OtelMeter(Resource resource, RecordingGate gate, EpochClock clock) {
    this.resource = resource;
    this.gate = gate;
    this.clock = clock;
  }

  @Override
  public Counter counter(MetricDefinition definition, String... labelValues) {
    definition.check(MetricType.COUNTER, labelValues);
    return counterFamily(definition)
        .map(family -> family.bind(SeriesId.of(labelValues)))
        .orElseGet(() -> CLOSED.counter(definition, labelValues));
  }

  @Override
  public Histogram histogram(MetricDefinition definition, String... labelValues) {
    definition.check(MetricType.HISTOGRAM, labelValues);
    return family(
            definition, HistogramFamily.class, () -> new HistogramFamily(definition, gate, clock))
        .map(family -> family.bind(SeriesId.of(labelValues)))
        .orElseGet(() -> CLOSED.histogram(definition, labelValues));
  }

  @Override
  public Registration gauge(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    definition.check(MetricType.GAUGE, labelValues);
    return family(definition, GaugeFamily.class, () -> new GaugeFamily(definition, gate, clock))
        .map(family -> family.register(SeriesId.of(labelValues), value))
        .orElseGet(() -> CLOSED.gauge(definition, value, labelValues));
  }

  @Override
  public Registration counterCallback(
      MetricDefinition definition, DoubleSupplier value, String... labelValues) {
    definition.check(MetricType.COUNTER, labelValues);
    return counterFamily(definition)
        .map(family -> family.register(SeriesId.of(labelValues), value))
        .orElseGet(() -> CLOSED.counterCallback(definition, value, labelValues));
  }

  /** Reads every series that has a value now. Calls callbacks, so no lock is held meanwhile. */
  Collection<MetricData> read() {
    List<MetricFamily> known;
    synchronized (lock) {
      known = List.copyOf(families.values());
    }
    long now = clock.now();
    return known.stream().flatMap(family -> family.read(resource, now).stream()).toList();
  }

  /** Forgets everything. Nothing is added afterwards: the gate is closed. */
  void clear() {
    synchronized (lock) {
      families.clear();
    }
  }

  private Optional<CounterFamily> counterFamily(MetricDefinition definition) {
    return family(
        definition, CounterFamily.class, () -> new CounterFamily(definition, gate, clock));
  }

  /** Finds or makes the family of a definition; empty when the backend is closed. */
  private <F extends MetricFamily> Optional<F> family(
      MetricDefinition definition, Class<F> type, Supplier<F> make) {
    synchronized (lock) {
      if (!gate.isOpen()) {
        return Optional.empty();
      }
      MetricFamily known = families.computeIfAbsent(definition.name(), name -> make.get());
      if (!known.definition().equals(definition)) {
        throw new IllegalArgumentException(
            definition.name() + " is taken by another definition: " + known.definition());
      }
      return Optional.of(type.cast(known));
    }
  }
}
