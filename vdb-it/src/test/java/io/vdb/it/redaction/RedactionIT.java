package io.vdb.it.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import io.vdb.server.proto.admin.v1.AdminGrpc;
import io.vdb.server.proto.admin.v1.AdminGrpc.AdminBlockingStub;
import io.vdb.server.proto.admin.v1.GetMetricsRequest;
import io.vdb.server.proto.admin.v1.ListLoggersRequest;
import io.vdb.server.proto.admin.v1.SetLoggerLevelRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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

  /** With the other format, and a disk that takes no more, so that the server itself fails. */
  @Test
  void noKeyVectorOrPayloadOfARequestThatFailsIsShownToAnybody() throws Exception {
    Map<String, String> seen = new TreeMap<>();
    try (OtlpReceiver collector = OtlpReceiver.start()) {
      Map<String, String> settings = settings(collector);
      settings.put("VDB_LOG_FORMAT", "text");
      settings.put("VDB_JAVA_HOME", javaWithSmallFiles().toString());
      ServerProcess server =
          servers.start(Distribution.freshFolder("redaction-failing-data"), settings);
      try (RestClient client = server.client()) {
        mostTalkative(client);
        use(client);
        getWrong(client);
        Answer failed = writeUntilTheDiskIsFull(client);
        seen.put("answer", failed.text());
        String errors = admin(client, "GET", "/admin/errors/recent?limit=1000", "").text();
        assertThat(errors)
            .contains("takes no more writes", "\"error\":\"unavailable\"", "\"status\":\"503\"")
            .contains(failed.header("X-Correlation-ID"));
        seen.put("recent errors", errors);
        seen.put("slow queries", admin(client, "GET", "/admin/slow-queries", "").text());
        String metrics = admin(client, "GET", "/metrics", "").text();
        assertThat(metrics)
            .containsPattern("vdb_api_errors_total\\{[^}]*unavailable[^}]*} [1-9]");
        seen.put("metrics", metrics);
        collector.awaitSpan(
            span -> span.span().toString().contains("STATUS_CODE_ERROR"), PATIENCE);
      }
      server.stop();
      List<String> log = server.wholeLog();
      assertThat(log).noneMatch(line -> line.startsWith("{"));
      assertThat(log)
          .anyMatch(line -> line.contains("ERROR") && line.contains("takes no more writes"))
          .anyMatch(line -> line.contains("status=503"))
          .anyMatch(line -> line.startsWith("\t\tat "));
      seen.put("log", String.join("\n", log));
      seen.put("spans", text(collector.spans()));
    }
    seen.forEach(RedactionIT::assertClean);
  }

  /** Nothing of these is shown by a start that they fail, however much it is asked to tell. */
  @Test
  void noKeyIsShownByASettingThatIsWrong() throws Exception {
    Map<String, String> wrong = new TreeMap<>();
    wrong.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://canary-user:canary-word@127.0.0.1:4317");
    wrong.put("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://canary-user@127.0.0.1/canary");
    wrong.put("OTEL_EXPORTER_OTLP_HEADERS", "canary name=canary-value");
    wrong.put("VDB_OBSERVABILITY_SETTINGS_OTEL_HEADERS", "authorization=canary%0Avalue");
    wrong.put("VDB_OBSERVABILITY_SETTINGS_OTEL_ENDPOINT", "http://:canary-word@127.0.0.1:4317");
    for (Map.Entry<String, String> setting : wrong.entrySet()) {
      ProgramRun run =
          ProgramRun.of(
              PATIENCE,
              Map.of(
                  setting.getKey(), setting.getValue(),
                  "VDB_LOG_LEVEL", "trace",
                  "VDB_VERBOSE", "1"),
              List.of(
                  "serve",
                  "--data",
                  Distribution.freshFolder("redaction-start-data").toString(),
                  "--rest-port",
                  "0",
                  "--grpc-port",
                  "0"));
      assertThat(run.exitCode()).as(setting + ": " + run).isEqualTo(1);
      assertThat(run.err()).anyMatch(line -> line.startsWith("vdb: ") && line.contains("otel"));
      assertClean("output with " + setting.getKey(), String.join("\n", run.err()) + run.out());
    }
  }

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
        seen.put("refusals over gRPC", administrate(server));
        seen.put("refusals over HTTP", refused(client));
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
    settings.put(
        "OTEL_EXPORTER_OTLP_HEADERS",
        "authorization=" + CLIENT_KEY + ",x-odd.name=canary%2C%20%22odd%22%3D%5C%25");
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
    for (String location :
        List.of(
            "http://canary-user:canary-word@127.0.0.1:1/canary",
            "http://127.0.0.1:1/canary?key=canary",
            "http://canary word",
            "file:///canary/file")) {
      wrong(
          send(
              client,
              "PUT",
              "/collections/restored/snapshots/recover",
              "{'location': '" + location + "', 'api_key': 'canary-key'}"));
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
          .withDeadlineAfter(60, TimeUnit.SECONDS)
          .healthCheck(HealthCheckRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  /** Shows wrong keys to every kind of call, and returns what is answered. */
  private static String administrate(ServerProcess server) throws InterruptedException {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer canary-wrong-admin-5f1c");
    headers.put(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER), CLIENT_KEY);
    ManagedChannel channel =
        Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
    StringBuilder answers = new StringBuilder();
    try {
      AdminBlockingStub admin =
          AdminGrpc.newBlockingStub(
                  ClientInterceptors.intercept(
                      channel, MetadataUtils.newAttachHeadersInterceptor(headers)))
              .withDeadlineAfter(60, TimeUnit.SECONDS);
      for (Callable<?> call :
          List.<Callable<?>>of(
              () -> admin.listLoggers(ListLoggersRequest.getDefaultInstance()),
              () ->
                  admin.setLoggerLevel(
                      SetLoggerLevelRequest.newBuilder().setName("io.vdb").build()),
              () -> admin.getMetrics(GetMetricsRequest.getDefaultInstance()))) {
        assertThatThrownBy(call::call)
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                e -> {
                  assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
                  answers.append(e).append(e.getTrailers());
                });
      }
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
    return answers.toString();
  }

  /** Shows wrong keys over HTTP, and returns what is answered. */
  private static String refused(RestClient client) throws Exception {
    StringBuilder answers = new StringBuilder();
    for (String path : List.of("/admin/loggers", "/admin/errors/recent", "/metrics")) {
      Answer answer = send(client, "GET", path, "");
      assertThat(answer.status()).isEqualTo(401);
      answers.append(answer.text()).append(answer.headers().map());
    }
    return answers.toString();
  }

  /** Returns a Java under which no file grows beyond a MiB. */
  private static Path javaWithSmallFiles() throws IOException {
    Path java = Distribution.freshFolder("redaction-java");
    String real = System.getProperty("java.home");
    Files.copy(Path.of(real, "release"), java.resolve("release"));
    Path program = Files.createDirectories(java.resolve("bin")).resolve("java");
    Files.writeString(
        program, "#!/bin/sh\nulimit -f 2048 && exec '" + real + "/bin/java' \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return java;
  }

  /** Returns the first answer that blames the server. */
  private static Answer writeUntilTheDiskIsFull(RestClient client) throws Exception {
    String word = "canary-payload".repeat(20_000);
    for (int i = 0; i < 50; i++) {
      Answer answer =
          send(
              client,
              "PUT",
              POINTS + "?wait=true",
              "{'points': [{'id': "
                  + i
                  + ", 'vector': [0.8461573, 0.7390412], 'payload': {'word': '"
                  + word
                  + "', 'number': 918273645546}}]}");
      if (answer.status() >= 500) {
        return answer;
      }
      right(answer);
    }
    throw new AssertionError("every write succeeded");
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
