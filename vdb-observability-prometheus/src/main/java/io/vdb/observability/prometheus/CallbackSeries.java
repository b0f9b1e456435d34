package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Registration;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.function.ObjDoubleConsumer;

/** Series of one family whose values are asked for at each scrape. */
final class CallbackSeries {

  /** Told apart by identity, so that a stale registration never removes a newer one. */
  private final class Callback implements Registration {
    private final SeriesKey key;
    private final DoubleSupplier value;

    Callback(SeriesKey key, DoubleSupplier value) {
      this.key = key;
      this.value = value;
    }

    @Override
    public void close() {
      callbacks.remove(key, this);
    }
  }

  private final String metric;
  private final ScrapeFaults faults;
  private final ConcurrentNavigableMap<SeriesKey, Callback> callbacks =
      new ConcurrentSkipListMap<>();

  CallbackSeries(String metric, ScrapeFaults faults) {
    this.metric = metric;
    this.faults = faults;
  }

  Registration register(SeriesKey key, DoubleSupplier value) {
    Callback callback = new Callback(key, value);
    if (callbacks.putIfAbsent(key, callback) != null) {
      throw new IllegalArgumentException("registered already: " + metric + key.labelValues());
    }
    return callback;
  }

  boolean contains(SeriesKey key) {
    return callbacks.containsKey(key);
  }

  /** Hands over the value of each series that has one now. */
  void read(ObjDoubleConsumer<SeriesKey> values) {
    callbacks.forEach(
        (key, callback) -> {
          double value = valueOf(key, callback);
          if (!Double.isNaN(value)) {
            values.accept(key, value);
          }
        });
  }

  private double valueOf(SeriesKey key, Callback callback) {
    try {
      return callback.value.getAsDouble();
    } catch (Exception | LinkageError | AssertionError e) {
      faults.callbackFailed(metric + key.labelValues(), e);
      return Double.NaN;
    }
  }
}
