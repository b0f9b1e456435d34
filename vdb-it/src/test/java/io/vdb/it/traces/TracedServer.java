package io.vdb.it.traces;

import io.vdb.it.catalog.Scrape;
import io.vdb.it.server.Answer;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import io.vdb.observability.otel.receiver.SpanTree;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server that sends its traces to a collector.
 *
 * @param process the server
 * @param client of it
 * @param collector where its spans arrive
 */
record TracedServer(ServerProcess process, RestClient client, OtlpReceiver collector)
    implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  static final String CREATE = "{'vectors': {'size': 2, 'distance': 'Dot'}}";

  /** Settings of such a server. */
  static Map<String, String> settings(String endpoint, String sampleRate) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    settings.put("OTEL_TRACE_SAMPLE_RATE", sampleRate);
    settings.put("OTEL_BSP_SCHEDULE_DELAY", "50");
    return settings;
  }

  /** Returns the trace of a request, once its root has arrived, which is sent last. */
  SpanTree trace(Answer answer) {
    return trace(answer.header("X-Trace-Id"));
  }

  SpanTree trace(String traceId) {
    collector.awaitSpan(
        span -> span.traceId().equals(traceId) && isRequest(span), PATIENCE);
    return collector.tree(traceId);
  }

  /** Tells whether a span is one of a request that came in. */
  static boolean isRequest(ReceivedSpan span) {
    return span.span().getKind() == io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER;
  }

  Scrape scrape() throws Exception {
    return Scrape.of(client.get("/metrics").text());
  }

  Answer post(String path, String json, Map<String, String> headers) throws Exception {
    return client.sendWith("POST", path, json, headers);
  }

  @Override
  public void close() {
    client.close();
    collector.close();
  }
}
