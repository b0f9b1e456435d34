package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import java.util.EnumMap;
import java.util.Map;

/** What is recorded of aliases, as events. Handles are bound once, here. */
final class AliasMetrics {

  /** Why a batch did not take place: those of {@link ErrorCode} that it can meet. */
  private enum Reason {
    INVALID_ARGUMENT("invalid_argument"),
    NOT_FOUND("not_found"),
    ALREADY_EXISTS("already_exists"),
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
        case ALREADY_EXISTS -> ALREADY_EXISTS;
        case UNAVAILABLE -> UNAVAILABLE;
        case RESOURCE_EXHAUSTED, DATA_LOSS, INTERNAL -> INTERNAL;
      };
    }
  }

  /** Handles of one operation. */
  private static final class Handles {

    private final Counter successes;
    private final Counter failures;
    private final Histogram seconds;
    private final Map<Reason, Counter> reasons = new EnumMap<>(Reason.class);

    Handles(Meter meter, String operation) {
      successes = meter.counter(EngineMetricCatalog.ALIAS_OPERATIONS, operation, "success");
      failures = meter.counter(EngineMetricCatalog.ALIAS_OPERATIONS, operation, "error");
      seconds = meter.histogram(EngineMetricCatalog.ALIAS_OPERATION_DURATION, operation);
      for (Reason reason : Reason.values()) {
        reasons.put(
            reason, meter.counter(EngineMetricCatalog.ALIAS_ERRORS, operation, reason.label));
      }
    }

    void succeeded(long nanos) {
      successes.increment();
      seconds.recordNanos(nanos);
    }

    void failed(Reason reason) {
      failures.increment();
      Counter counter = reasons.get(reason);
      if (counter != null) {
        counter.increment();
      }
    }
  }

  private final Map<AliasOperation, Handles> operations = new EnumMap<>(AliasOperation.class);
  private final Counter resolved;
  private final Counter missed;

  AliasMetrics(Meter meter) {
    for (AliasOperation operation : AliasOperation.values()) {
      operations.put(operation, new Handles(meter, operation.label()));
    }
    resolved = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "alias");
    missed = meter.counter(EngineMetricCatalog.ALIAS_OPERATIONS, "resolve_miss", "error");
  }

  private Handles of(AliasOperation operation) {
    Handles handles = operations.get(operation);
    if (handles == null) {
      throw new IllegalStateException("nothing is bound for " + operation);
    }
    return handles;
  }

  /** A batch took place. */
  void changed(AliasOperation operation, long nanos) {
    of(operation).succeeded(nanos);
  }

  /** A batch did not take place. */
  void refused(AliasOperation operation, Throwable failure) {
    of(operation).failed(Reason.of(failure));
  }

  /** A name was an alias. */
  void resolved() {
    resolved.increment();
  }

  /** A name was neither of a collection nor an alias. */
  void missed() {
    missed.increment();
  }
}
