package io.vdb.server.request;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times of the answers of one protocol, by endpoint and status, as {@code /telemetry} tells them.
 * Endpoints are route templates and methods, never what a client makes up. Safe for concurrent use.
 */
public final class ResponseStatistics {

  private final long[] edgesMicros;
  private final Map<String, Map<Integer, ResponseTimes>> byEndpoint = new ConcurrentHashMap<>();

  /**
   * Nothing yet.
   *
   * @param edgesMicros upper edges of buckets to count in as well, ascending; none when empty
   */
  public ResponseStatistics(long[] edgesMicros) {
    this.edgesMicros = edgesMicros.clone();
  }

  /** Returns what counts the answers of an endpoint with a status. */
  public ResponseTimes times(String endpoint, int status) {
    return byEndpoint
        .computeIfAbsent(endpoint, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(status, _ -> new ResponseTimes(edgesMicros));
  }

  /** Returns what was counted so far, without what never happened. */
  public SortedMap<String, SortedMap<Integer, ResponseTimes.Summary>> summary() {
    SortedMap<String, SortedMap<Integer, ResponseTimes.Summary>> all = new TreeMap<>();
    byEndpoint.forEach(
        (endpoint, byStatus) ->
            byStatus.forEach(
                (status, times) -> {
                  ResponseTimes.Summary summary = times.summary();
                  if (summary.count() > 0) {
                    all.computeIfAbsent(endpoint, _ -> new TreeMap<>()).put(status, summary);
                  }
                }));
    return all;
  }
}
