package io.vdb.server.rest;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.server.metrics.ServerMetrics;
import io.vdb.server.request.ResponseStatistics;
import io.vdb.server.request.ResponseTimes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is counted of one method on one route. Safe for concurrent use. */
final class RouteMetrics {

  private final Meter meter;
  private final String method;
  private final String route;
  private final String endpoint;
  private final Histogram seconds;
  private final @Nullable ResponseStatistics statistics;
  private final Map<Integer, Status> byStatus = new ConcurrentHashMap<>();

  /** What counts the answers with one status. */
  private record Status(Counter counter, @Nullable ResponseTimes times) {}

  /**
   * What is counted of a route.
   *
   * @param statistics what telemetry tells of; null when it does not tell of this route
   */
  RouteMetrics(
      Meter meter, String method, String route, @Nullable ResponseStatistics statistics) {
    this.meter = meter;
    this.method = method;
    this.route = route;
    this.statistics = statistics;
    this.endpoint = method + " " + route.replace("{collection}", "{collection_name}");
    this.seconds = meter.histogram(ServerMetrics.HTTP_SECONDS, method, route);
  }

  /** Exports a status from the start, so that the first of its kind is seen as an increase. */
  void expect(int status) {
    var _ = status(status);
  }

  /** Counts a request that was refused before it could be read: nobody knows how long it took. */
  void refused(int status) {
    status(status).counter().increment();
  }

  void answered(int status, long nanos) {
    seconds.recordNanos(nanos);
    Status counted = status(status);
    counted.counter().increment();
    if (counted.times() != null) {
      counted.times().answered(nanos);
    }
  }

  private Status status(int status) {
    Status known = byStatus.get(status);
    return known != null ? known : byStatus.computeIfAbsent(status, this::newStatus);
  }

  private Status newStatus(int code) {
    return new Status(
        meter.counter(ServerMetrics.HTTP_REQUESTS, method, route, Integer.toString(code)),
        statistics == null ? null : statistics.times(endpoint(), code));
  }

  /** Returns method and template as Qdrant writes them. */
  String endpoint() {
    return endpoint;
  }
}
