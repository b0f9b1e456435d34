package io.vdb.server.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.server.api.ServiceOperations;
import io.vdb.server.metrics.ApiErrorCounters;
import io.vdb.server.metrics.ServerMetrics;
import io.vdb.server.request.RefusedRequests;
import io.vdb.server.request.ResponseTimes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is counted of one gRPC method. Safe for concurrent use. */
final class CallMetrics {

  private final Meter meter;
  private final ApiErrorCounters errors;
  private final RefusedRequests refused;
  private final CallName name;
  private final Histogram seconds;
  private final @Nullable ServiceOperations service;
  private final Map<Status.Code, Counted> byCode = new ConcurrentHashMap<>();

  /** What counts the calls that end with one code. */
  private record Counted(Counter counter, @Nullable ResponseTimes times) {}

  /**
   * What is counted of a method.
   *
   * @param service what telemetry tells of; null when it does not tell of this method
   */
  CallMetrics(
      Meter meter,
      ApiErrorCounters errors,
      RefusedRequests refused,
      CallName name,
      @Nullable ServiceOperations service) {
    this.meter = meter;
    this.errors = errors;
    this.refused = refused;
    this.name = name;
    this.service = service;
    this.seconds = meter.histogram(ServerMetrics.GRPC_SECONDS, name.service(), name.method());
  }

  /** Exports a code from the start, so that the first of its kind is seen as an increase. */
  CallMetrics expecting(Status.Code... codes) {
    for (Status.Code code : codes) {
      var _ = counted(code);
    }
    return this;
  }

  void answered(Status.Code code, long nanos) {
    seconds.recordNanos(nanos);
    Counted counted = counted(code);
    counted.counter().increment();
    if (counted.times() != null) {
      counted.times().answered(nanos);
    }
    if (code != Status.Code.OK) {
      errors.failed(error(code));
    }
  }

  /** Counts a call that is not taken because there is too much to do. */
  void refused(ServiceRequestContext ctx) {
    refused.count(ctx, name.full());
  }

  /**
   * Counts the same by collection, where that is done.
   *
   * @param collection its name, as the client gave it; empty when there is none
   */
  void answeredFor(String collection, Status.Code code, long nanos) {
    if (service != null && service.countsByCollection() && !collection.isEmpty()) {
      service.answered(false, collection, endpoint(), code.value(), nanos);
    }
  }

  /** Tells whether the name of the collection is of use. */
  boolean countsByCollection() {
    return service != null && service.countsByCollection();
  }

  private String endpoint() {
    return "/" + name.full();
  }

  private Counted counted(Status.Code code) {
    Counted known = byCode.get(code);
    return known != null ? known : byCode.computeIfAbsent(code, this::newCounted);
  }

  private Counted newCounted(Status.Code code) {
    return new Counted(
        meter.counter(ServerMetrics.GRPC_REQUESTS, name.service(), name.method(), code.name()),
        service == null ? null : service.grpc().times(endpoint(), code.value()));
  }

  /** Returns the stable code of an error; empty for OK. */
  static String error(Status.Code code) {
    return switch (code) {
      case OK -> "";
      case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> "invalid_argument";
      case UNAUTHENTICATED -> "unauthenticated";
      case PERMISSION_DENIED -> "permission_denied";
      case NOT_FOUND -> "not_found";
      case ALREADY_EXISTS -> "already_exists";
      case RESOURCE_EXHAUSTED -> "resource_exhausted";
      case DEADLINE_EXCEEDED -> "timeout";
      case CANCELLED -> "cancelled";
      case UNIMPLEMENTED -> "unimplemented";
      case UNAVAILABLE -> "unavailable";
      case DATA_LOSS -> "data_loss";
      default -> "internal";
    };
  }
}
