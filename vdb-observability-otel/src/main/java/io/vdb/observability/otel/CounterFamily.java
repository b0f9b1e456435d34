package io.vdb.observability.otel;

import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;

/** A counter: some of its series are recorded to, others are read by callbacks. */
final class CounterFamily extends MetricFamily {

  private final RecordingGate gate;
  private final EpochClock clock;
  private final ConcurrentMap<SeriesId, CounterSeries> bound = new ConcurrentHashMap<>();
  private final CallbackSeries callbacks;

  /** Held while a series is made, so that it is either recorded to or read. */
  private final Object lock = new Object();

  CounterFamily(MetricDefinition definition, RecordingGate gate, EpochClock clock) {
    super(definition);
    this.gate = gate;
    this.clock = clock;
    this.callbacks = new CallbackSeries(definition, gate, clock);
  }

  Counter bind(SeriesId series) {
    synchronized (lock) {
      if (callbacks.contains(series)) {
        throw new IllegalArgumentException(
            "read by a callback already: " + definition().name() + series.labelValues());
      }
      return bound.computeIfAbsent(
          series,
          id ->
              new CounterSeries(
                  definition().name(), id.attributes(definition()), gate, clock.now()));
    }
  }

  Registration register(SeriesId series, DoubleSupplier value) {
    synchronized (lock) {
      if (bound.containsKey(series)) {
        throw new IllegalArgumentException(
            "recorded to already: " + definition().name() + series.labelValues());
      }
      return callbacks.register(series, value);
    }
  }

  @Override
  Data<?> data(long nowEpochNanos) {
    List<DoublePointData> points = new ArrayList<>();
    bound.values().forEach(series -> points.add(series.point(nowEpochNanos)));
    callbacks.read(nowEpochNanos, points::add);
    return SumData.createDoubleSumData(true, AggregationTemporality.CUMULATIVE, points);
  }
}
