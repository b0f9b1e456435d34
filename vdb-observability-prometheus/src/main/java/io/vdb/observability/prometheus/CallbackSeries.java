package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Registration;
import java.io.IOException;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/** Series of one family whose values are asked for at each scrape. */
final class CallbackSeries {

  /** Told apart by identity, so that a stale registration never removes a newer one. */
  private final class Callback implements Registration {
    private final SeriesKey key;
    private final byte[] text;
    private final DoubleSupplier value;

    Callback(SeriesKey key, byte[] text, DoubleSupplier value) {
      this.key = key;
      this.text = text;
      this.value = value;
    }

    @Override
    public void close() {
      callbacks.remove(key, this);
    }
  }

  private final MetricFamily family;
  private final double least;
  private final ScrapeFaults faults;
  private final ConcurrentNavigableMap<SeriesKey, Callback> callbacks =
      new ConcurrentSkipListMap<>();

  /**
   * Series of {@code family}.
   *
   * @param least values below it are left out
   */
  CallbackSeries(MetricFamily family, double least, ScrapeFaults faults) {
    this.family = family;
    this.least = least;
    this.faults = faults;
  }

  Registration register(SeriesKey key, DoubleSupplier value) {
    Callback callback = new Callback(key, family.text(key), value);
    if (callbacks.putIfAbsent(key, callback) != null) {
      throw new IllegalArgumentException(
          "registered already: " + family.definition().name() + key.labelValues());
    }
    return callback;
  }

  boolean contains(SeriesKey key) {
    return callbacks.containsKey(key);
  }

  /** Writes each series that has a value now. */
  void write(ExpositionWriter out) throws IOException {
    for (Callback callback : callbacks.values()) {
      double value = valueOf(callback);
      if (value >= least) { // which what is not a number is not
        out.sample(callback.text, value, null);
      }
    }
  }

  private double valueOf(Callback callback) {
    try {
      return callback.value.getAsDouble();
    } catch (Exception | LinkageError | AssertionError e) {
      faults.callbackFailed(family.definition().name() + callback.key.labelValues(), e);
      return Double.NaN;
    }
  }
}
