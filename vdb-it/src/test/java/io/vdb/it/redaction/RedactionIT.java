package io.vdb.it.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends values that occur nowhere else wherever a client can put keys or data, right and wrong,
 * with every logger at its most talkative, and looks for them in everything that operators get to
 * see.
 */
final class RedactionIT {

  @RegisterExtension final Servers servers = Servers.forTest();

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String POINTS = "/collections/redacted/points";

  private static final String ADMIN_KEY = "canary-admin-5f1c";
  private static final String METRICS_KEY = "canary-metrics-5f1c";
  private static final String CLIENT_KEY = "canary-client-5f1c";

  /** Every canary has one of these in it, also a number that is written with an exponent. */
  private static final List<String> CANARIES =
      List.of("canary", "0.7390412", "0.8461573", "64213579753", "18273645546");

  @Test
  void noKeyVectorOrPayloadIsShownToAnybody() throws Exception {
    Map<String, String> seen = new TreeMap<>();
    try (OtlpReceiver collector = OtlpReceiver.start()) {
      ServerProcess server =
          servers.start(Distribution.freshFolder("redaction-data"), settings(collector));
      try (RestClient client = server.client()) {
        mostTalkative(client);
        use(client);
        getWrong(client);
        call(server);
        String errors = admin(client, "GET", "/admin/errors/recent?limit=1000", "").text();
        seen.put("recent errors", errors);
        String slow = admin(client, "GET", "/admin/slow-queries?limit=1000", "").text();
        assertThat(slow).contains("redacted");
        seen.put("slow queries", slow);
        seen.put("loggers", admin(client, "GET", "/admin/loggers?all=true", "").text());
        seen.put(
            "metrics",
            client
                .sendWith("GET", "/metrics", "", Map.of("Authorization", "Bearer " + METRICS_KEY))
                .text());
        awaitBackgroundWork(collector);
      }
      assertThat(server.stop()).isZero();
      List<String> log = server.wholeLog();
      assertThat(log)
          .anyMatch(line -> line.contains("\"TRACE\"") || line.contains("\"DEBUG\""))
          .anyMatch(line -> line.contains("request completed"));
      seen.put("log", String.join("\n", log));
      seen.put("output", String.join("\n", server.outLines()));
      seen.put("spans", text(collector.spans()));
      seen.put("exported metrics", collector.latestMetrics().toString());
      assertThat(collector.spans()).hasSizeGreaterThan(30);
    }
    seen.forEach(RedactionIT::assertClean);
  }

  private static Map<String, String> settings(OtlpReceiver collector) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("VDB_SECURITY_ADMIN_KEY", ADMIN_KEY);
    settings.put("VDB_SECURITY_METRICS_KEY", METRICS_KEY);
    settings.put("VDB_SLOW_QUERIES_THRESHOLD", "0ms");
    settings.put("VDB_LOG_LEVEL", "trace");
    settings.put("VDB_LIMITS_RECENT_POINTS", "50");
    settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.grpcEndpoint());
    settings.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=" + CLIENT_KEY);
    settings.put("OTEL_TRACE_SAMPLE_RATE", "1");
    settings.put("OTEL_BSP_SCHEDULE_DELAY", "50");
    settings.put("OTEL_METRIC_EXPORT_INTERVAL", "500");
    return settings;
  }

  /** Every logger shows as much as it may be made to show at run time. */
  private static void mostTalkative(RestClient client) throws Exception {
    Map<String, String> levels = Map.of("ROOT", "info", "io.vdb", "trace");
    for (Map.Entry<String, String> level : levels.entrySet()) {
      Answer answer =
          admin(
              client,
              "PUT",
              "/admin/loggers/" + level.getKey(),
              "{'level': '" + level.getValue() + "'}");
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }
  }

  private static Answer admin(RestClient client, String method, String path, String body)
      throws Exception {
    return client.sendWith(method, path, body, Map.of("Authorization", "Bearer " + ADMIN_KEY));
  }

  private static Answer send(RestClient client, String method, String path, String body)
      throws Exception {
    return client.sendWith(
        method,
        path,
        body,
        Map.of(
            "api-key", CLIENT_KEY,
            "Authorization", "Bearer " + CLIENT_KEY,
            "Cookie", "session=" + CLIENT_KEY,
            "X-Correlation-ID", "canary with blanks"));
  }

  private static void use(RestClient client) throws Exception {
    right(
        send(
            client,
            "PUT",
            "/collections/redacted",
            "{'vectors': {'size': 2, 'distance': 'Dot'}}"));
    for (int batch = 0; batch < 3; batch++) {
      right(send(client, "PUT", POINTS + "?wait=true", points(batch * 50)));
    }
    String filter =
        "'filter': {'must': [{'key': 'word', 'match': {'value': 'canary-filter'}}],"
            + " 'must_not': [{'key': 'number', 'range': {'gt': 864213579753}}]}";
    right(
        send(client, "POST", POINTS + "/query", "{'query': [0.7390412, 0.25], " + filter + "}"));
    right(
        send(
            client,
            "POST",
            POINTS + "/search",
            "{'vector': [0.7390412, 0.25], 'limit': 3, 'with_payload': true,"
                + " 'with_vector': true}"));
    right(send(client, "POST", POINTS + "/scroll", "{" + filter + "}"));
    right(send(client, "POST", POINTS + "/count", "{" + filter + "}"));
    right(
        send(
            client,
            "POST",
            POINTS + "/payload?wait=true",
            "{'payload': {'word': 'canary-changed'}, 'points': [1]}"));
    right(
        send(
            client,
            "POST",
            POINTS + "/batch?wait=true",
            "{'operations': [{'set_payload': {'payload': {'canary-field': 'canary-changed'},"
                + " 'points': [2], 'key': 'canary-key'}},"
                + " {'delete_payload': {'keys': ['canary-key'], " + filter + "}},"
                + " {'overwrite_payload': {'payload': {'word': 'canary-changed'}, 'points': [3]}},"
                + " {'update_vectors': {'points': [{'id': 3, 'vector': [0.7390412, 0.25]}]}}]}"));
    right(
        send(
            client,
            "POST",
            POINTS + "/count",
            "{'filter': {'must': [{'key': 'word', 'match': {'text_any': 'canary-filter'}},"
                + " {'nested': {'key': 'canary-key', 'filter': {'must': [{'key': 'word',"
                + " 'match': {'prefix': 'canary-filter'}}]}}}]}}"));
    right(send(client, "POST", POINTS + "/delete?wait=true", "{" + filter + "}"));
  }

  private static String points(int first) {
    List<String> points = new ArrayList<>();
    for (int id = first; id < first + 50; id++) {
      points.add(
          "{'id': "
              + id
              + ", 'vector': [0.8461573, 0.5],"
              + " 'payload': {'word': 'canary-payload', 'number': 918273645546}}");
    }
    return "{'points': [" + String.join(",", points) + "]}";
  }

  private static void right(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private static void wrong(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isBetween(400, 499);
  }

  /** Most of these are told the client word by word, and nobody else. */
  private static void getWrong(RestClient client) throws Exception {
    for (String body :
        List.of(
            "{'points': [{'id': 'canary-no-uuid', 'vector': [1, 2]}]}",
            "{'points': [{'id': 1, 'vector': [0.7390412, 0.25, 0.8461573]}]}",
            "{'points': [{'id': 1, 'vector': [0.7390412, 'canary']}]}",
            "{'points': [{'id': 1, 'vector': [0.7390412, 1e400]}]}",
            "{'points': [{'id': 1, 'vector': [1, 2], 'payload': 'canary-payload'}]}",
            "{'points': [{'id': 1, 'vector': [1, 2], 'canary-field': 'canary-payload'}]}",
            "{'points': [{'id': 1, 'vector': [1, 2], 'payload': {'a': 'canary-cut",
            "canary-garbage",
            "{'points': canary}")) {
      wrong(send(client, "PUT", POINTS + "?wait=true", body));
    }
    for (String body :
        List.of(
            "{'query': 'canary-no-uuid'}",
            "{'query': [0.7390412]}",
            "{'query': [1, 2], 'filter': {'must': [{'key': 'a', 'match': {'canary': 1}}]}}",
            "{'query': [1, 2], 'filter': {'must': [{'key': 'a', 'range': {'gt': 'canary'}}]}}",
            "{'query': [1, 2], 'filter': {'must': [{'key': 'canary[['}]}}",
            "{'query': 864213579753}")) {
      wrong(send(client, "POST", POINTS + "/query", body));
    }
    wrong(send(client, "PUT", POINTS + "?wait=canary-parameter", points(0)));
    wrong(send(client, "GET", "/admin/loggers", ""));
    wrong(send(client, "GET", "/metrics", ""));
    wrong(admin(client, "PUT", "/admin/loggers/io.vdb", "{'level': 'canary-level'}"));
    wrong(admin(client, "PUT", "/admin/slow-queries", "{'threshold': 'canary-time'}"));
  }

  private static void call(ServerProcess server) throws InterruptedException {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER), CLIENT_KEY);
    ManagedChannel channel =
        Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
    try {
      QdrantGrpc.newBlockingStub(
              ClientInterceptors.intercept(
                  channel, MetadataUtils.newAttachHeadersInterceptor(headers)))
          .withDeadlineAfter(30, TimeUnit.SECONDS)
          .healthCheck(HealthCheckRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static void awaitBackgroundWork(OtlpReceiver collector) throws Exception {
    collector.awaitSpan(span -> span.name().equals("index_flush"), PATIENCE);
    Await.until(() -> collector.metricExports().size(), exports -> exports > 0, PATIENCE);
  }

  private static String text(List<ReceivedSpan> spans) {
    StringBuilder text = new StringBuilder();
    for (ReceivedSpan span : spans) {
      text.append(span.span()).append(span.resource());
    }
    return text.toString();
  }

  private static void assertClean(String where, String text) {
    for (String canary : CANARIES) {
      int at = text.indexOf(canary);
      assertThat(at)
          .withFailMessage(
              () ->
                  "'"
                      + canary
                      + "' is in the "
                      + where
                      + ": ..."
                      + text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100)))
          .isNegative();
    }
    assertThat(text.getBytes(StandardCharsets.UTF_8)).as(where).isNotEmpty();
  }
}
