package io.vdb.server.rest;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.server.metrics.ServerMetrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted of one method on one route. Safe for concurrent use. */
final class RouteMetrics {

  private final Meter meter;
  private final String method;
  private final String route;
  private final Histogram seconds;
  private final Map<Integer, Counter> byStatus = new ConcurrentHashMap<>();

  RouteMetrics(Meter meter, String method, String route) {
    this.meter = meter;
    this.method = method;
    this.route = route;
    this.seconds = meter.histogram(ServerMetrics.HTTP_SECONDS, method, route);
  }

  /** Exports a status from the start, so that the first of its kind is seen as an increase. */
  void expect(int status) {
    counter(status);
  }

  /** Counts a request that was refused before it could be read: nobody knows how long it took. */
  void refused(int status) {
    counter(status).increment();
  }

  void answered(int status, long nanos) {
    seconds.recordNanos(nanos);
    counter(status).increment();
  }

  private Counter counter(int status) {
    Counter known = byStatus.get(status);
    return known != null
        ? known
        : byStatus.computeIfAbsent(
            status,
            code ->
                meter.counter(ServerMetrics.HTTP_REQUESTS, method, route, Integer.toString(code)));
  }
}
