package io.vdb.it.bench;

import io.vdb.it.bench.counting.Call;
import io.vdb.it.bench.counting.CountingProvider;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.ServerProcess;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.TraceContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

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

  /** Tells whether {@link SearchTrace} makes as many spans and attributes as a server does. */
  boolean areThoseOfSearchTrace() throws IOException {
    Map<Call, Double> made = ofSearchTrace();
    return Stream.of(Call.RECORDED_ROOT, Call.RECORDED_CHILD, Call.RECORDED_DETAIL)
        .allMatch(call -> Objects.equals(made.get(call), sampled.get(call)));
  }

  /** Counts what {@link SearchTrace} makes of a search that is sampled. */
  private static Map<Call, Double> ofSearchTrace() throws IOException {
    ByteArrayOutputStream counts = new ByteArrayOutputStream();
    BackendConfig config = new BackendConfig("vdb", "0", "benchmark", Map.of(), Map.of());
    try (Observability counting = new CountingProvider().start(config)) {
      SearchTrace.record(counting.tracer(), TraceContext.random(true), "benchmark", 1);
      counting.capability(Exposition.class).orElseThrow().write("", Set.of(), counts);
    }
    Samples samples = new Samples(counts.toString(StandardCharsets.UTF_8));
    Map<Call, Double> calls = new EnumMap<>(Call.class);
    for (Call call : Call.values()) {
      calls.put(call, samples.value(call.series()));
    }
    return calls;
  }

  /** Returns the header by which a caller says whether it samples. */
  static String traceparent(boolean sampled) {
    return "traceparent: " + TraceContext.random(sampled).traceparent() + "\r\n";
  }
}
