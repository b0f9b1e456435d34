package io.vdb.observability.otel;

import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.MetricType;
import io.vdb.observability.spi.Registration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** Series of one family whose values are asked for at each export. */
final class CallbackSeries {

  /** Told apart by identity, so that a stale registration never removes a newer one. */
  private final class Callback implements Registration {
    private final SeriesId series;
    private final DoubleSupplier value;
    private final long sinceEpochNanos;

    Callback(SeriesId series, DoubleSupplier value, long sinceEpochNanos) {
      this.series = series;
      this.value = value;
      this.sinceEpochNanos = sinceEpochNanos;
    }

    @Override
    public void close() {
      callbacks.remove(series, this);
    }
  }

  private final MetricDefinition definition;
  private final RecordingGate gate;
  private final EpochClock clock;
  private final ConcurrentMap<SeriesId, Callback> callbacks = new ConcurrentHashMap<>();

  CallbackSeries(MetricDefinition definition, RecordingGate gate, EpochClock clock) {
    this.definition = definition;
    this.gate = gate;
    this.clock = clock;
  }

  Registration register(SeriesId series, DoubleSupplier value) {
    Callback callback = new Callback(series, value, clock.now());
    if (callbacks.putIfAbsent(series, callback) != null) {
      throw new IllegalArgumentException(
          "registered already: " + definition.name() + series.labelValues());
    }
    return callback;
  }

  boolean contains(SeriesId series) {
    return callbacks.containsKey(series);
  }

  /** Hands over each series that has a value now. */
  void read(long nowEpochNanos, Consumer<DoublePointData> points) {
    callbacks.forEach(
        (series, callback) -> {
          double value = valueOf(callback);
          if (isShown(value)) {
            points.accept(
                DoublePointData.create(
                    callback.sinceEpochNanos,
                    nowEpochNanos,
                    series.attributes(definition),
                    value,
                    List.of()));
          }
        });
  }

  private boolean isShown(double value) {
    return definition.type() == MetricType.COUNTER ? value >= 0 : !Double.isNaN(value);
  }

  private double valueOf(Callback callback) {
    try {
      return callback.value.getAsDouble();
    } catch (Throwable e) {
      gate.callbackFailed(definition.name() + callback.series.labelValues(), e);
      return Double.NaN;
    }
  }
}
