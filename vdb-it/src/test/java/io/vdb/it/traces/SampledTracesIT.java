package io.vdb.it.traces;

import static io.vdb.it.traces.TracedServer.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.catalog.Scrape;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import io.vdb.it.server.SharedServer;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import io.vdb.observability.otel.receiver.SpanTree;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A part of the requests, no collector, a collector that hangs. */
@ResourceLock(SharedServer.LOCK)
final class SampledTracesIT {

  private static final int REQUESTS = 300;

  /** A request that waited for the collector would take this long. */
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(40);

  private static final String POINTS = "/collections/sampled/points";

  @RegisterExtension static final SharedServer SHARED = new SharedServer();
  @RegisterExtension final Servers servers = Servers.forTest();

  @Test
  void aTenthIsSampledAsAWholeAndAHangingCollectorCostsSpansOnly() throws Exception {
    OtlpReceiver collector = OtlpReceiver.start();
    Map<String, String> settings = TracedServer.settings(collector.httpEndpoint(), "0.1");
    settings.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    settings.put("OTEL_BSP_MAX_QUEUE_SIZE", "512");
    settings.put("OTEL_EXPORTER_OTLP_TIMEOUT", Long.toString(EXPORT_TIMEOUT.toMillis()));
    ServerProcess process = servers.start(Distribution.freshFolder("sampled-data"), settings);
    try (TracedServer server = new TracedServer(process, process.client(), collector)) {
      server.client().put("/collections/sampled", TracedServer.CREATE).result();
      server
          .client()
          .sendValue("PUT", POINTS + "?wait=true", Map.of("points", Points.numbered(0, 10)))
          .result();
      aTenthIsSampled(server);
      aHangingCollectorCostsSpansOnly(server);
    }
    assertThat(process.stop()).isZero();
  }

  private static void aTenthIsSampled(TracedServer server) throws Exception {
    Scrape before = server.scrape();
    Set<String> sampled = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (int i = 0; i < REQUESTS; i++) {
      Answer answer = server.client().post(POINTS + "/query", "{'query': [1, 2]}");
      boolean isSampled = answer.header("traceparent").endsWith("-01");
      assertThat((isSampled ? sampled : others).add(answer.header("X-Trace-Id"))).isTrue();
    }
    // Five standard deviations on either side.
    assertThat(sampled).hasSizeBetween(4, 56);
    for (String traceId : sampled) {
      SpanTree tree = server.trace(traceId);
      assertThat(tree.roots()).as(tree.names()).hasSize(1);
      ReceivedSpan search = tree.children(tree.roots().getFirst()).getFirst();
      assertThat(search.name()).isEqualTo("search");
      assertThat(tree.children(search).stream().map(ReceivedSpan::name))
          .as(tree.names())
          .contains("plan", "search_recent", "fetch");
    }
    assertThat(server.collector().spans())
        .extracting(ReceivedSpan::traceId)
        .doesNotContainAnyElementsOf(others);
    Scrape after = server.scrape();
    String spans = "vdb_trace_spans_total";
    assertThat(after.sum(spans, "result", "dropped")).isZero();
    assertThat(after.sum(spans, "result", "unsampled") - before.sum(spans, "result", "unsampled"))
        .isGreaterThanOrEqualTo(others.size());
  }

  /** Requests whose caller traces them go on being answered, and none waits for the collector. */
  private static void aHangingCollectorCostsSpansOnly(TracedServer server) throws Exception {
    server.collector().answerWith(OtlpReceiver.Answer.HANG);
    for (int i = 0; i < 150; i++) {
      String parent = "00-3af7651916cd43dd8448eb211c%06d-b7ad6b7169203331-01".formatted(i);
      long start = System.nanoTime();
      assertThat(
              server
                  .post(POINTS + "/query", "{'query': [1, 2]}", Map.of("traceparent", parent))
                  .status())
          .isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(EXPORT_TIMEOUT.dividedBy(2));
    }
    Await.until(
        () -> server.scrape().sum("vdb_trace_spans_total", "result", "dropped"),
        dropped -> dropped > 0,
        PATIENCE);
  }

  @Test
  void withoutACollectorThereAreIdsAndNothingElse() throws Exception {
    RestClient client = SHARED.client();
    Answer answer =
        client.sendWith(
            "GET",
            "/collections",
            "",
            Map.of(
                "traceparent", "00-4af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "X-Correlation-ID", "silent-1"));
    assertThat(answer.header("X-Trace-Id")).isEqualTo("4af7651916cd43dd8448eb211c80319c");
    assertThat(answer.header("traceparent")).startsWith("00-4af7651916cd43dd8448eb211c80319c-");
    String line =
        Await.until(
                () ->
                    SHARED.process().logLines().stream()
                        .filter(logged -> logged.contains("\"silent-1\""))
                        .toList(),
                lines -> !lines.isEmpty(),
                PATIENCE)
            .getFirst();
    assertThat(line).contains("4af7651916cd43dd8448eb211c80319c").contains("request completed");
    Scrape scrape = Scrape.of(client.get("/metrics").text());
    assertThat(scrape.sum("vdb_trace_spans_total")).isZero();
    assertThat(scrape.find("vdb_trace_spans_total")).isNotEmpty();
  }
}
