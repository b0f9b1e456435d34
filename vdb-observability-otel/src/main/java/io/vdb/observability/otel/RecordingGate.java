package io.vdb.observability.otel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets recordings through while the backend is open, and counts what had to be left out. */
final class RecordingGate {

  private static final Logger log = LoggerFactory.getLogger(RecordingGate.class);

  private final LongAdder recordings = new LongAdder();
  private final LongAdder callbacks = new LongAdder();
  private final AtomicBoolean recordingLogged = new AtomicBoolean();
  private final AtomicBoolean callbackLogged = new AtomicBoolean();
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
    refuse(metric, value);
    return false;
  }

  private void refuse(String metric, double value) {
    recordings.increment();
    if (recordingLogged.compareAndSet(false, true)) {
      log.warn(
          "dropped {} recorded to {}: only finite values from 0 up count; later ones are counted in"
              + " {} without a log line",
          value,
          metric,
          OtelMetrics.FAULTS.name());
    }
  }

  void callbackFailed(String metric, Throwable failure) {
    callbacks.increment();
    if (callbackLogged.compareAndSet(false, true)) {
      log.warn(
          "left {} out of an export: its callback failed; later failures are counted in {} without"
              + " a log line",
          metric,
          OtelMetrics.FAULTS.name(),
          failure);
    }
  }

  long refusedRecordings() {
    return recordings.sum();
  }

  long failedCallbacks() {
    return callbacks.sum();
  }
}
