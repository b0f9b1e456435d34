package io.vdb.observability.prometheus;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets recordings through while the backend is open, and counts those that are no use. */
final class RecordingGate {

  private static final Logger log = LoggerFactory.getLogger(RecordingGate.class);

  private final LongAdder dropped = new LongAdder();
  private final AtomicBoolean logged = new AtomicBoolean();
  private volatile boolean open = true;

  boolean isOpen() {
    return open;
  }

  void close() {
    open = false;
  }

  /** Tells whether to record; counts what neither a counter nor a sum can hold. */
  boolean admits(String metric, double value) {
    if (!open) {
      return false;
    }
    if (value >= 0 && value <= Double.MAX_VALUE) {
      return true;
    }
    drop(metric, value);
    return false;
  }

  long dropped() {
    return dropped.sum();
  }

  private void drop(String metric, double value) {
    dropped.increment();
    if (logged.compareAndSet(false, true)) {
      log.warn(
          "dropped {} recorded to {}: only finite values from 0 up count; later ones are counted in"
              + " {} without a log line",
          value,
          metric,
          PrometheusMetricCatalog.DROPPED.name());
    }
  }
}
