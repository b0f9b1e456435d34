package io.vdb.server.grpc;

import io.grpc.Status;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.server.metrics.ApiErrorCounters;
import io.vdb.server.metrics.ServerMetrics;
import java.util.EnumMap;
import java.util.Map;

/** What is counted of one gRPC method. Safe for concurrent use. */
final class CallMetrics {

  private final Histogram seconds;
  private final Map<Status.Code, Counter> byCode = new EnumMap<>(Status.Code.class);
  private final ApiErrorCounters errors;

  CallMetrics(
      Meter meter,
      ApiErrorCounters errors,
      String service,
      String method,
      Iterable<Status.Code> codes) {
    this.errors = errors;
    this.seconds = meter.histogram(ServerMetrics.GRPC_SECONDS, service, method);
    for (Status.Code code : codes) {
      byCode.put(
          code, meter.counter(ServerMetrics.GRPC_REQUESTS, service, method, code.name()));
    }
  }

  void answered(Status.Code code, long nanos) {
    seconds.recordNanos(nanos);
    Counter counter = byCode.get(code);
    if (counter != null) {
      counter.increment();
    }
    if (code != Status.Code.OK) {
      errors.failed(error(code));
    }
  }

  private static String error(Status.Code code) {
    return switch (code) {
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
