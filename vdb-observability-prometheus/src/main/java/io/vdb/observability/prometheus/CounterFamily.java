package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Registration;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/** A counter: some of its series are recorded to, others are read by callbacks. */
final class CounterFamily extends MetricFamily {

  private final RecordingGate gate;
  private final Optional<TraceExemplars> exemplars;
  private final ConcurrentNavigableMap<SeriesKey, BoundCounter> bound =
      new ConcurrentSkipListMap<>();
  private final CallbackSeries callbacks;

  /** Held while a series is made, so that it is either recorded to or read. */
  private final Object lock = new Object();

  CounterFamily(
      MetricDefinition definition,
      RecordingGate gate,
      Optional<TraceExemplars> exemplars,
      ScrapeFaults faults) {
    super(definition);
    this.gate = gate;
    this.exemplars = exemplars;
    callbacks = new CallbackSeries(this, 0, faults);
  }

  Counter bind(SeriesKey key) {
    synchronized (lock) {
      if (callbacks.contains(key)) {
        throw new IllegalArgumentException(
            "read by a callback already: " + definition().name() + key.labelValues());
      }
      return bound.computeIfAbsent(key, this::newSeries);
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

  private BoundCounter newSeries(SeriesKey key) {
    String metric = definition().name();
    byte[] text = text(key);
    return exemplars
        .map(traces -> BoundCounter.withExemplars(metric, text, traces, gate))
        .orElseGet(() -> BoundCounter.withoutExemplars(metric, text, gate));
  }

  @Override
  void writeSamples(ExpositionWriter out) throws IOException {
    if (out.wants(name(), definition().name())) {
      for (BoundCounter series : bound.values()) {
        series.write(out);
      }
      callbacks.write(out);
    }
  }
}
