package io.vdb.it.bench;

import io.vdb.it.bench.counting.Call;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.ServerProcess;
import io.vdb.observability.spi.TraceContext;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often a search records, counted on a server whose only backend counts.
 *
 * @param unsampled calls of each kind when the caller does not sample the trace
 * @param sampled calls of each kind when it does
 */
record RecordingsPerRequest(Map<Call, Double> unsampled, Map<Call, Double> sampled) {

  private static final int SEARCHES = 1_000;

  /** Copies the maps. */
  RecordingsPerRequest {
    unsampled = Map.copyOf(unsampled);
    sampled = Map.copyOf(sampled);
  }

  /** Counts on a server of its own. */
  static RecordingsPerRequest count(ServerStarts starts) throws IOException, InterruptedException {
    ServerProcess server = starts.startCounting();
    SearchLoad load = new SearchLoad(server.rest(), starts.searches());
    try (RestClient client = server.client()) {
      return new RecordingsPerRequest(count(client, load, false), count(client, load, true));
    } finally {
      server.stop();
    }
  }

  private static Map<Call, Double> count(RestClient client, SearchLoad load, boolean sampled)
      throws IOException, InterruptedException {
    Samples before = new Samples(client.get("/metrics").text());
    load.send(SEARCHES, _ -> traceparent(sampled));
    Samples after = new Samples(client.get("/metrics").text());
    Map<Call, Double> calls = new EnumMap<>(Call.class);
    for (Call call : Call.values()) {
      double made = after.value(call.series()) - before.value(call.series());
      calls.put(call, made / SEARCHES);
    }
    return calls;
  }

  /** Returns the header by which a caller says whether it samples. */
  static String traceparent(boolean sampled) {
    return "traceparent: " + TraceContext.random(sampled).traceparent() + "\r\n";
  }
}
