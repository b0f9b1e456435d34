package io.vdb.server.grpc.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vdb.server.TestServer;
import io.vdb.server.proto.admin.v1.AdminGrpc.AdminBlockingStub;
import io.vdb.server.proto.admin.v1.ClearSlowQueriesRequest;
import io.vdb.server.proto.admin.v1.GetMetricsRequest;
import io.vdb.server.proto.admin.v1.GetMetricsResponse;
import io.vdb.server.proto.admin.v1.ListLoggersRequest;
import io.vdb.server.proto.admin.v1.CancelVerificationRequest;
import io.vdb.server.proto.admin.v1.GetVerificationRequest;
import io.vdb.server.proto.admin.v1.ListRecentErrorsRequest;
import io.vdb.server.proto.admin.v1.StartVerificationRequest;
import io.vdb.server.proto.admin.v1.Verification;
import io.vdb.server.proto.admin.v1.VerificationCheck;
import io.vdb.server.proto.admin.v1.ListSlowQueriesRequest;
import io.vdb.server.proto.admin.v1.RecentError;
import io.vdb.server.proto.admin.v1.ResetLoggerRequest;
import io.vdb.server.proto.admin.v1.SetLoggerLevelRequest;
import io.vdb.server.proto.admin.v1.SetSlowQueryThresholdRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class AdminEndpointTest {

  private static final String THING = "io.vdb.test.endpoint.Thing";
  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir Path data;
  private TestServer server;
  private AdminBlockingStub admin;

  @BeforeEach
  void start() {
    server = TestServer.start(data);
    admin = stub(server, Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static AdminBlockingStub stub(TestServer server, Map<String, String> headers) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + server.grpc().getPort() + "/")
        .setHeaders(headers.entrySet())
        .responseTimeoutMillis(PATIENCE_MILLIS)
        .build(AdminBlockingStub.class);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(THING);
  }

  private static void assertRefused(Status.Code code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).contains(message);
            });
  }

  /** Names and types of all metrics but those that appear at some later moment by themselves. */
  private static List<String> families(String text) {
    return text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .filter(line -> !line.contains(" jvm_memory_pool_allocated_bytes"))
        .filter(line -> !line.contains(" vdb_worker_last_success_timestamp_seconds"))
        .sorted()
        .toList();
  }

  @Test
  void returnsTheTextThatIsScraped() {
    GetMetricsResponse text = admin.getMetrics(GetMetricsRequest.getDefaultInstance());
    TestServer.Answer scrape = server.get("/metrics");

    assertThat(text.getContentType()).startsWith("text/plain").contains("version=0.0.4");
    assertThat(families(text.getText())).isNotEmpty().isEqualTo(families(scrape.body()));
    assertThat(scrape.body())
        .contains(
            "vdb_grpc_requests_total{service=\"vdb.admin.v1.Admin\",method=\"GetMetrics\",code=\"OK\"} 1");
  }

  @Test
  void returnsTheFormatAndTheNamesThatAreAskedFor() {
    GetMetricsResponse text =
        admin.getMetrics(
            GetMetricsRequest.newBuilder()
                .setAccept("application/openmetrics-text; version=1.0.0")
                .addNames("vdb_build_info")
                .build());

    assertThat(text.getContentType()).startsWith("application/openmetrics-text");
    assertThat(text.getText())
        .contains("vdb_build_info{")
        .doesNotContain("vdb_http_requests")
        .endsWith("# EOF\n");
  }

  @Test
  void changesALevelAndTakesItBack() {
    io.vdb.server.proto.admin.v1.Logger changed =
        admin.setLoggerLevel(
            SetLoggerLevelRequest.newBuilder()
                .setName(THING)
                .setLevel(io.vdb.server.proto.admin.v1.Level.LEVEL_DEBUG)
                .setExpiresAfter(Duration.newBuilder().setSeconds(600))
                .build());

    assertThat(logger().getLevel()).isEqualTo(Level.DEBUG);
    assertThat(changed.getChange().getExpiresAt().getSeconds())
        .isBetween(Instant.now().getEpochSecond() + 540, Instant.now().getEpochSecond() + 600);
    assertThat(admin.listLoggers(ListLoggersRequest.getDefaultInstance()).getLoggersList())
        .contains(changed);

    admin.resetLogger(ResetLoggerRequest.newBuilder().setName(THING).build());

    assertThat(logger().getLevel()).isNull();
  }

  @Test
  void letsAChangeExpireByDefaultAndNeverOnRequest() {
    SetLoggerLevelRequest.Builder request =
        SetLoggerLevelRequest.newBuilder()
            .setName(THING)
            .setLevel(io.vdb.server.proto.admin.v1.Level.LEVEL_TRACE);

    assertThat(admin.setLoggerLevel(request.build()).getChange().hasExpiresAt()).isTrue();
    assertThat(
            admin.setLoggerLevel(request.setNeverExpires(true).build()).getChange().hasExpiresAt())
        .isFalse();
  }

  @Test
  void refusesWhatIsWrongAndChangesNothing() {
    SetLoggerLevelRequest.Builder request = SetLoggerLevelRequest.newBuilder().setName(THING);

    assertRefused(
        Status.Code.INVALID_ARGUMENT, "level", () -> admin.setLoggerLevel(request.build()));
    request.setLevel(io.vdb.server.proto.admin.v1.Level.LEVEL_DEBUG);
    request.setExpiresAfter(Duration.newBuilder().setNanos(1));
    assertRefused(
        Status.Code.INVALID_ARGUMENT, "1s to 7d", () -> admin.setLoggerLevel(request.build()));
    request.setExpiresAfter(Duration.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(1 << 30));
    assertRefused(
        Status.Code.INVALID_ARGUMENT, "duration", () -> admin.setLoggerLevel(request.build()));
    assertThat(logger().getLevel()).isNull();

    assertRefused(
        Status.Code.NOT_FOUND,
        "logger",
        () -> admin.resetLogger(ResetLoggerRequest.newBuilder().setName("no.such").build()));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "missing",
        () -> admin.setSlowQueryThreshold(SetSlowQueryThresholdRequest.getDefaultInstance()));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "1 to 10000",
        () -> admin.listSlowQueries(ListSlowQueriesRequest.newBuilder().setLimit(-1).build()));
  }

  @Test
  void changesFromWhenOnAQueryIsSlow() {
    admin.setSlowQueryThreshold(
        SetSlowQueryThresholdRequest.newBuilder()
            .setThreshold(Duration.newBuilder().setNanos(50_000_000))
            .build());

    assertThat(
            admin
                .listSlowQueries(ListSlowQueriesRequest.getDefaultInstance())
                .getThreshold())
        .isEqualTo(Duration.newBuilder().setNanos(50_000_000).build());
    assertThat(server.get("/admin/slow-queries").result().path("threshold").asText())
        .isEqualTo("50ms");
    assertThat(
            admin.clearSlowQueries(ClearSlowQueriesRequest.getDefaultInstance()).getCleared())
        .isZero();
  }

  @Test
  void showsRecentErrorsOfTheProcess() {
    LoggerFactory.getLogger("io.vdb.test.endpoint").error("it failed");

    RecentError error =
        admin
            .listRecentErrors(ListRecentErrorsRequest.newBuilder().setLimit(1).build())
            .getErrors(0);

    assertThat(error.getMessage()).isEqualTo("it failed");
    assertThat(error.getLevel()).isEqualTo(io.vdb.server.proto.admin.v1.Level.LEVEL_ERROR);
  }

  @Test
  void wantsTheKeysThatAreConfigured(@TempDir Path other) {
    try (TestServer guarded =
        TestServer.start(
            other,
            Map.of(
                "vdb.security.admin-key", "the-admin-key",
                "vdb.security.metrics-key", "the-metrics-key"))) {
      AdminBlockingStub nobody = stub(guarded, Map.of());
      AdminBlockingStub scraper = stub(guarded, Map.of("api-key", "the-metrics-key"));
      AdminBlockingStub operator = stub(guarded, Map.of("authorization", "Bearer the-admin-key"));

      assertRefused(
          Status.Code.UNAUTHENTICATED,
          "vdb.security.admin-key",
          () -> nobody.listLoggers(ListLoggersRequest.getDefaultInstance()));
      assertRefused(
          Status.Code.UNAUTHENTICATED,
          "vdb.security.admin-key",
          () -> scraper.listLoggers(ListLoggersRequest.getDefaultInstance()));
      assertRefused(
          Status.Code.UNAUTHENTICATED,
          "vdb.security.metrics-key",
          () -> nobody.getMetrics(GetMetricsRequest.getDefaultInstance()));
      assertThat(scraper.getMetrics(GetMetricsRequest.getDefaultInstance()).getText())
          .contains("vdb_api_errors_total{protocol=\"grpc\",error=\"unauthenticated\"} 3");
      assertThat(operator.getMetrics(GetMetricsRequest.getDefaultInstance()).getText())
          .isNotEmpty();
      assertThat(operator.listLoggers(ListLoggersRequest.getDefaultInstance()).getLoggersCount())
          .isPositive();
    }
  }

  @Test
  void warnsOfScrapesThatAreRefusedAndKeepsThemOutOfRecentErrors(@TempDir Path other)
      throws IOException {
    try (TestServer guarded =
        TestServer.start(
            other.resolve("data"),
            Map.of(
                "vdb.security.metrics-key", "the-metrics-key",
                "vdb.log.output", other.resolve("vdb.log").toString(),
                "vdb.log.level", "warn"))) {
      Map<String, String> wrong =
          Map.of("api-key", "wrong", "x-correlation-id", "wrong-key-on-a-call");
      assertRefused(
          Status.Code.UNAUTHENTICATED,
          "vdb.security.metrics-key",
          () -> stub(guarded, wrong).getMetrics(GetMetricsRequest.getDefaultInstance()));

      JsonNode warning = TestServer.awaitLine(other.resolve("vdb.log"), "wrong-key-on-a-call");
      assertThat(warning.path("level").asText()).isEqualTo("WARN");
      assertThat(warning.toString()).contains("GetMetrics", "UNAUTHENTICATED", "unauthenticated");
      assertThat(
              stub(guarded, Map.of())
                  .listRecentErrors(ListRecentErrorsRequest.newBuilder().setLimit(1_000).build())
                  .toString())
          .doesNotContain("wrong-key-on-a-call");
    }
  }

  @Test
  void isClosedWhenOtherMachinesReachTheServerAndThereIsNoAdminKey(@TempDir Path other) {
    try (TestServer open =
        TestServer.start(
            other, Map.of("vdb.host", "0.0.0.0", "vdb.allow-insecure-bind", "true"))) {
      assertRefused(
          Status.Code.PERMISSION_DENIED,
          "vdb.security.admin-key",
          () -> stub(open, Map.of()).listLoggers(ListLoggersRequest.getDefaultInstance()));
    }
  }

  @Test
  void isClosedUnderAnotherNameThanThatOfThisMachineAndWritesThatDown(@TempDir Path other)
      throws IOException {
    Path log = other.resolve("vdb.log");
    try (TestServer open =
        TestServer.start(
            other.resolve("data"),
            Map.of("vdb.log.output", log.toString(), "vdb.log.level", "warn"))) {
      for (String host : List.of("evil.example:6334", "127.0.0.1.evil.example")) {
        assertRefused(
            Status.Code.PERMISSION_DENIED,
            "vdb.security.admin-key",
            () -> as(open, host).listLoggers(ListLoggersRequest.getDefaultInstance()));
        assertRefused(
            Status.Code.PERMISSION_DENIED,
            "vdb.security.admin-key",
            () -> as(open, host).getMetrics(GetMetricsRequest.getDefaultInstance()));
      }
      JsonNode line = TestServer.awaitLine(log, "as-another-host");
      assertThat(line.path("logger").asText()).isEqualTo("io.vdb.server.audit");
      assertThat(line.path("action").asText()).isEqualTo("refused");
      assertThat(line.path("target").asText()).isEqualTo("vdb.admin.v1.Admin/ListLoggers");
      assertThat(line.path("host").asText()).isEqualTo("evil.example:6334");
      for (String host : List.of("localhost:1", "127.0.0.1", "[::1]:6334")) {
        assertThat(
                as(open, host)
                    .listLoggers(ListLoggersRequest.getDefaultInstance())
                    .getLoggersCount())
            .isPositive();
      }
    }
  }

  private static AdminBlockingStub as(TestServer server, String host) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + server.grpc().getPort() + "/")
        .setHeader("x-correlation-id", "as-another-host")
        .responseTimeoutMillis(PATIENCE_MILLIS)
        .decorator(
            (delegate, ctx, request) -> {
              ctx.setAdditionalRequestHeader(":authority", host);
              return delegate.execute(ctx, request);
            })
        .build(AdminBlockingStub.class);
  }

  @Test
  void verifiesWhatIsKept() {
    assertRefused(
        Status.Code.NOT_FOUND,
        "no verification",
        () -> admin.getVerification(GetVerificationRequest.getDefaultInstance()));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "what",
        () ->
            admin.startVerification(
                StartVerificationRequest.newBuilder().addWhat("everything").build()));
    Verification run =
        admin.startVerification(StartVerificationRequest.newBuilder().addWhat("aliases").build());
    while (run.getState() == Verification.State.STATE_RUNNING) {
      run = admin.getVerification(GetVerificationRequest.getDefaultInstance());
    }
    assertThat(run.getState()).isEqualTo(Verification.State.STATE_COMPLETED);
    assertThat(run.getSound()).isTrue();
    assertThat(run.getChecksList())
        .extracting(VerificationCheck::getCheck)
        .containsExactly("alias_target", "alias_cycle", "alias_shadow");
    assertThat(
            admin.cancelVerification(CancelVerificationRequest.getDefaultInstance()).getState())
        .isEqualTo(Verification.State.STATE_COMPLETED);
  }
}
