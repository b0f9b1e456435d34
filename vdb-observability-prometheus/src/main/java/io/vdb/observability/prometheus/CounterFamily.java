package io.vdb.observability.prometheus;

import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Registration;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/** A counter: some of its series are recorded to, others are read by callbacks. */
final class CounterFamily extends MetricFamily {

  private final RecordingGate gate;
  private final io.prometheus.client.Counter counter;
  private final ConcurrentNavigableMap<SeriesKey, BoundCounter> bound =
      new ConcurrentSkipListMap<>();
  private final CallbackSeries callbacks;

  /** Held while a series is made, so that it is either recorded to or read. */
  private final Object lock = new Object();

  CounterFamily(MetricDefinition definition, RecordingGate gate, ScrapeFaults faults) {
    super(definition);
    this.gate = gate;
    callbacks = new CallbackSeries(definition.name(), faults);
    counter =
        io.prometheus.client.Counter.build(definition.name(), definition.help())
            .labelNames(labelNames().toArray(String[]::new))
            .withoutExemplars()
            .create();
  }

  Counter bind(SeriesKey key) {
    synchronized (lock) {
      if (callbacks.contains(key)) {
        throw new IllegalArgumentException(
            "read by a callback already: " + definition().name() + key.labelValues());
      }
      return bound.computeIfAbsent(
          key,
          k ->
              new BoundCounter(
                  definition().name(),
                  counter.labels(k.labelValues().toArray(String[]::new)),
                  gate));
    }
  }

  Registration register(SeriesKey key, DoubleSupplier value) {
    synchronized (lock) {
      if (bound.containsKey(key)) {
        throw new IllegalArgumentException(
            "recorded to already: " + definition().name() + key.labelValues());
      }
      return callbacks.register(key, value);
    }
  }

  @Override
  void addSamples(List<Sample> samples) {
    bound.forEach((key, series) -> samples.add(sample(key, series.value())));
    callbacks.read(
        (key, value) -> {
          if (value >= 0) {
            samples.add(sample(key, value));
          }
        });
  }

  private Sample sample(SeriesKey key, double value) {
    return new Sample(definition().name(), labelNames(), key.labelValues(), value);
  }
}
