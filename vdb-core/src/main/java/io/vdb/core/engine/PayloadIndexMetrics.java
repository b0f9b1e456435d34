package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.FieldType;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What is recorded of payload indexes, as events. Handles are bound once, here. */
final class PayloadIndexMetrics {

  /** Why something did not take place: those of {@link ErrorCode} that can be met. */
  private enum Reason {
    INVALID_ARGUMENT("invalid_argument"),
    NOT_FOUND("not_found"),
    UNAVAILABLE("unavailable"),
    INTERNAL("internal");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    static Reason of(Throwable failure) {
      ErrorCode code = failure instanceof VdbException known ? known.code() : ErrorCode.INTERNAL;
      return switch (code) {
        case INVALID_ARGUMENT -> INVALID_ARGUMENT;
        case NOT_FOUND -> NOT_FOUND;
        case UNAVAILABLE -> UNAVAILABLE;
        case ALREADY_EXISTS, RESOURCE_EXHAUSTED, DATA_LOSS, INTERNAL -> INTERNAL;
      };
    }
  }

  private record Success(PayloadIndexOperation operation, FieldType type) {}

  private record Failure(PayloadIndexOperation operation, Reason reason) {}

  private final Map<Success, Histogram> seconds = new HashMap<>();
  private final Map<Failure, Counter> failures = new HashMap<>();
  private final Map<FieldType, Histogram> lookups = new EnumMap<>(FieldType.class);
  private final Counter used;

  PayloadIndexMetrics(Meter meter) {
    for (PayloadIndexOperation operation : PayloadIndexOperation.values()) {
      for (FieldType type : FieldType.values()) {
        seconds.put(
            new Success(operation, type),
            meter.histogram(
                EngineMetricCatalog.PAYLOAD_INDEX_DURATION, operation.label(), type.label()));
      }
      if (operation != PayloadIndexOperation.UPDATE) { // what fails has replaced nothing
        for (Reason reason : Reason.values()) {
          failures.put(
              new Failure(operation, reason),
              meter.counter(
                  EngineMetricCatalog.PAYLOAD_INDEX_ERRORS, operation.label(), reason.label));
        }
      }
    }
    for (FieldType type : FieldType.values()) {
      lookups.put(type, seconds(PayloadIndexOperation.LOOKUP, type));
    }
    used = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "payload_index");
  }

  private Histogram seconds(PayloadIndexOperation operation, FieldType type) {
    Histogram histogram = seconds.get(new Success(operation, type));
    if (histogram == null) {
      throw new IllegalStateException("nothing is bound for " + operation + " of " + type);
    }
    return histogram;
  }

  /** An index was declared, or is no more. */
  void changed(PayloadIndexOperation operation, FieldType type, long nanos) {
    seconds(operation, type).recordNanos(nanos);
  }

  /** Something did not take place. */
  void failed(PayloadIndexOperation operation, Throwable failure) {
    Counter counter = failures.get(new Failure(operation, Reason.of(failure)));
    if (counter != null) {
      counter.increment();
    }
  }

  /**
   * A filter on declared fields has become a set of points.
   *
   * @param types of those fields, at least one; each has an observation
   */
  void lookedUp(Set<FieldType> types, long nanos) {
    used.increment();
    for (FieldType type : types) {
      Histogram histogram = lookups.get(type);
      if (histogram != null) {
        histogram.recordNanos(nanos);
      }
    }
  }
}
