package io.vdb.it.bench;

import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;

/**
 * The spans of one search, with the attributes that the server gives them. {@link
 * ObservabilityCostReport} checks that a server makes as many.
 */
final class SearchTrace {

  private static final String ROUTE = "/collections/{collection}/points/query";
  private static final String CORRELATION_ID = "vdb.correlation_id";
  private static final long MICRO = 1_000;

  private final Tracer tracer;
  private final String correlationId;
  private final long start;

  private SearchTrace(Tracer tracer, String correlationId, long start) {
    this.tracer = tracer;
    this.correlationId = correlationId;
    this.start = start;
  }

  /**
   * Makes all of them.
   *
   * @param caller whether it is sampled decides
   * @param number makes the values of one search differ from those of others
   */
  static void record(Tracer tracer, TraceContext caller, String correlationId, int number) {
    new SearchTrace(tracer, correlationId, System.nanoTime()).request(caller, number);
  }

  private void request(TraceContext caller, int number) {
    Span request = tracer.request("POST " + ROUTE, caller, start);
    if (request.isRecording()) {
      search(request, number);
      request
          .attribute("http.route", ROUTE)
          .attribute("http.request.method", "POST")
          .attribute("url.path", "/collections/bench/points/query")
          .attribute("url.scheme", "http")
          .attribute("network.protocol.version", "1.1")
          .attribute("http.request.body.size", 1_400L + number % 17)
          .attribute("http.response.body.size", 900L + number % 13)
          .attribute("http.response.status_code", 200L)
          .attribute(CORRELATION_ID, correlationId)
          .end(start + 400 * MICRO);
    }
  }

  private void search(Span request, int number) {
    long visited = 1_000L + number % 999;
    long computed = 1_500L + number % 997;
    Span search =
        request
            .child("search", start + 50 * MICRO)
            .attribute("db.system.name", "vdb")
            .attribute("db.collection.name", SearchData.COLLECTION)
            .attribute(CORRELATION_ID, correlationId)
            .attribute("db.operation.name", "search")
            .attribute("vdb.search.dimension", (long) SearchData.DIMENSION)
            .attribute("vdb.search.limit", (long) SearchData.LIMIT)
            .attribute("vdb.search.ef", 100L)
            .attribute("vdb.search.filter_strategy", "none")
            .attribute("vdb.search.visited_nodes", visited)
            .attribute("vdb.search.distance_computations", computed)
            .attribute("vdb.search.segments", 4L);
    stage(search, "plan", 50).end(start + 52 * MICRO);
    stage(search, "search_recent", 52)
        .attribute("vdb.search.recent_points", 0L)
        .end(start + 53 * MICRO);
    stage(search, "search_segments", 53)
        .attribute("vdb.search.filter_strategy", "none")
        .attribute("vdb.search.segments", 4L)
        .attribute("vdb.search.visited_nodes", visited)
        .attribute("vdb.search.distance_computations", computed)
        .end(start + 300 * MICRO);
    stage(search, "rescore", 300).end(start + 310 * MICRO);
    stage(search, "fetch", 310)
        .attribute("vdb.search.results", (long) SearchData.LIMIT)
        .end(start + 350 * MICRO);
    search
        .attribute("vdb.search.results", (long) SearchData.LIMIT)
        .attribute("db.response.returned_rows", (long) SearchData.LIMIT)
        .attribute("vdb.search.min_score", 0.5 + 1.0 / (number + 3))
        .attribute("vdb.search.max_score", 0.6 + 1.0 / (number + 3))
        .end(start + 350 * MICRO);
  }

  private Span stage(Span search, String name, long micros) {
    return search
        .child(name, start + micros * MICRO)
        .attribute(CORRELATION_ID, correlationId);
  }
}
