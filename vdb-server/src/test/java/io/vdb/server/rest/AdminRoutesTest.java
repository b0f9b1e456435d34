package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class AdminRoutesTest {

  private static final String THING = "io.vdb.test.routes.Thing";
  private static final String LOGGER = "/admin/loggers/" + THING;

  @TempDir Path data;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(data);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(THING);
  }

  @Test
  void listsWhatThereIs() {
    JsonNode routes = server.get("/admin").result().path("routes");

    assertThat(routes.findValuesAsText("path"))
        .contains("/admin/loggers", "/admin/loggers/{name}", "/admin/slow-queries")
        .contains("/admin/errors/recent");
    assertThat(routes).allMatch(route -> !route.path("meaning").asText().isEmpty());
    for (JsonNode route : routes) {
      if (route.path("method").asText().equals("GET")) {
        String path = route.path("path").asText().replace("{name}", "ROOT");
        assertThat(server.get(path).status()).as(path).isEqualTo(200);
      }
    }
  }

  @Test
  void verifiesOneAfterTheOther() throws Exception {
    assertThat(server.get("/admin/verifications").result().path("verification").isNull()).isTrue();
    assertThat(server.delete("/admin/verifications").result().path("verification").isNull())
        .isTrue();
    for (String wrong :
        new String[] {
          "{\"what\":[\"everything\"]}", "{\"sample\":0}", "{\"sample\":10001}", "{\"x\":1}"
        }) {
      Answer refused = server.post("/admin/verifications", wrong);
      assertThat(refused.status()).as(wrong).isIn(400, 422);
    }
    assertThat(server.post("/admin/verifications", "{\"collection\":\"absent\"}").status())
        .isEqualTo(404);
    for (int id = 1; id <= 2; id++) {
      JsonNode begun =
          server
              .post("/admin/verifications", "{\"what\":[\"aliases\",\"snapshot\"]}")
              .result()
              .path("verification");
      assertThat(begun.path("id").asInt()).isEqualTo(id);
      JsonNode run = begun;
      while (run.path("state").asText().equals("running")) {
        run = server.get("/admin/verifications").result().path("verification");
      }
      assertThat(run.path("state").asText()).isEqualTo("completed");
      assertThat(run.at("/report/sound").asBoolean()).isTrue();
      assertThat(run.at("/report/checks").findValuesAsText("check"))
          .containsExactly("alias_target", "alias_cycle", "alias_shadow", "snapshot");
    }
  }

  @Test
  void changesALevelAndTakesItBackOnRequest() {
    JsonNode changed =
        server.put(LOGGER, "{\"level\":\"debug\",\"expires_after\":\"10m\"}").result();

    assertThat(logger().isDebugEnabled()).isTrue();
    assertThat(changed.path("name").asText()).isEqualTo(THING);
    assertThat(changed.path("level").asText()).isEqualTo("debug");
    assertThat(changed.path("own_level").asBoolean()).isTrue();
    assertThat(changed.path("change").path("back_to").isNull()).isTrue();
    assertThat(Instant.parse(changed.path("change").path("expires_at").asText()))
        .isBetween(Instant.now().plusSeconds(540), Instant.now().plusSeconds(600));
    assertThat(server.get(LOGGER).result()).isEqualTo(changed);
    assertThat(server.get("/admin/loggers").result().path("loggers")).contains(changed);

    JsonNode reset = server.delete(LOGGER).result();

    assertThat(logger().getLevel()).isNull();
    assertThat(reset.has("change")).isFalse();
    assertThat(server.get("/admin/loggers").result().path("loggers").findValuesAsText("name"))
        .contains("ROOT", "io.vdb.server.audit")
        .doesNotContain(THING);
    assertThat(server.get("/admin/loggers?all=true").result().path("loggers"))
        .anyMatch(logger -> logger.path("name").asText().equals(THING));
  }

  @Test
  void letsAChangeExpireAfterAQuarterOfAnHourUnlessToldOtherwise() {
    JsonNode byDefault = server.put(LOGGER, "{\"level\":\"debug\"}").result().path("change");
    JsonNode never =
        server
            .put(LOGGER, "{\"level\":\"trace\",\"expires_after\":\"never\"}")
            .result()
            .path("change");

    assertThat(Instant.parse(byDefault.path("expires_at").asText()))
        .isBetween(Instant.now().plusSeconds(840), Instant.now().plusSeconds(900));
    assertThat(never.path("expires_at").isNull()).isTrue();
  }

  @Test
  void takesChangesBackWhenTheServerStops() {
    server.put(LOGGER, "{\"level\":\"trace\",\"expires_after\":\"never\"}").result();
    server.close();

    assertThat(logger().getLevel()).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
      {"level":"verbose"} | 400 | Wrong input: unknown level, expected one of trace, debug, info, warn, error, off
      {"level":"DEBUG"} | 400 | Wrong input: unknown level
      {"level":1} | 400 | Format error in JSON body
      {} | 400 | missing field `level`
      {"level":"debug","expires_after":"soon"} | 400 | expected a duration such as 200ms, 5s, 2m, 1h or 1d, or never
      {"level":"debug","expires_after":"999ms"} | 400 | 1s to 7d
      {"level":"debug","expires_after":"8d"} | 400 | 1s to 7d
      {"level":"debug","expires":"5m"} | 400 | unknown field `expires`, expected one of `level`, `expires_after`
      {"level":"debug","level":"info"} | 400 | duplicate field `level`
      {"level":"debug"} x | 400 | Format error in JSON body
      """)
  void refusesAWrongChangeAndChangesNothing(String body, int status, String message) {
    Answer answer = server.put(LOGGER, body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).contains(message);
    assertThat(logger().getLevel()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/loggers?al=true",
        "/admin/loggers?all=yes",
        "/admin/slow-queries?limit=0",
        "/admin/slow-queries?limit=10001",
        "/admin/slow-queries?limit=x",
        "/admin/errors/recent?limit=-1",
        "/admin/errors/recent?offset=1",
        "/admin/loggers/io%20vdb"
      })
  void refusesWrongParameters(String path) {
    Answer answer = server.get(path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isNotEmpty();
  }

  @Test
  void refusesWhatItDoesNotHave() {
    assertThat(server.get("/admin/loggers/no.such.Logger").status()).isEqualTo(404);
    assertThat(server.delete("/admin/loggers/no.such.Logger").status()).isEqualTo(404);
    assertThat(server.get("/admin/nothing").status()).isEqualTo(404);
    Answer wrongMethod = server.post("/admin/slow-queries", "{}");
    assertThat(wrongMethod.status()).isEqualTo(405);
    assertThat(wrongMethod.headers().firstValue("allow").orElseThrow())
        .contains("GET", "PUT", "DELETE");
  }

  @Test
  void refusesLargeBodies() {
    assertThat(server.put(LOGGER, "{\"level\":\"" + "x".repeat(70_000) + "\"}").status())
        .isEqualTo(413);
  }

  @Test
  void takesNoChangeFromAWebPageThatDoesNotAsk() {
    HttpRequest fromPage =
        HttpRequest.newBuilder(server.uri(LOGGER))
            .PUT(HttpRequest.BodyPublishers.ofString("{\"level\":\"debug\"}"))
            .header("Content-Type", "text/plain")
            .build();

    assertThat(server.send(fromPage).status()).isEqualTo(400);
    assertThat(logger().getLevel()).isNull();
  }

  @Test
  void changesFromWhenOnAQueryIsSlow() {
    assertThat(server.get("/admin/slow-queries").result().path("threshold").asText())
        .isEqualTo("100ms");
    assertThat(
            server
                .put("/admin/slow-queries", "{\"threshold\":\"50ms\"}")
                .result()
                .path("threshold")
                .asText())
        .isEqualTo("50ms");
    assertThat(server.get("/admin/slow-queries").result().path("threshold").asText())
        .isEqualTo("50ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"threshold\":\"2h\"}",
        "{\"threshold\":\"-5ms\"}",
        "{\"threshold\":50}",
        "{\"treshold\":\"50ms\"}",
        "{}",
        "[]"
      })
  void refusesAWrongThresholdAndChangesNothing(String body) {
    assertThat(server.put("/admin/slow-queries", body).status()).isEqualTo(400);
    assertThat(server.get("/admin/slow-queries").result().path("threshold").asText())
        .isEqualTo("100ms");
  }

  @Test
  void forgetsSlowQueriesOnRequest() {
    assertThat(server.delete("/admin/slow-queries").result().path("cleared").asInt(-1)).isZero();
  }

  @Test
  void showsRecentErrorsOfTheProcess() {
    LoggerFactory.getLogger("io.vdb.test.routes").error("first");
    LoggerFactory.getLogger("io.vdb.test.routes")
        .error("second", new IllegalStateException("hidden"));

    JsonNode errors = server.get("/admin/errors/recent?limit=2").result().path("errors");

    assertThat(errors.findValuesAsText("message")).containsExactly("second", "first");
    JsonNode second = errors.get(0);
    assertThat(second.path("level").asText()).isEqualTo("error");
    assertThat(second.path("logger").asText()).isEqualTo("io.vdb.test.routes");
    assertThat(second.path("exception").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(second.toString()).doesNotContain("hidden");
    assertThat(server.get("/admin/errors/recent?limit=1").result().path("errors")).hasSize(1);
  }

  @Test
  void tellsWhatFailedByTheFieldsThatNeverHoldData() {
    LoggerFactory.getLogger("io.vdb.test.routes")
        .atError()
        .addKeyValue("method", "POST")
        .addKeyValue("route", "/collections/{collection}/points/query")
        .addKeyValue("status", 500)
        .addKeyValue("error", "internal")
        .addKeyValue("vector", "0.123")
        .log("request completed");
    LoggerFactory.getLogger("org.example.Library")
        .atError()
        .addKeyValue("operation", "a secret")
        .log("theirs");

    JsonNode errors = server.get("/admin/errors/recent?limit=2").result().path("errors");

    JsonNode failed = errors.get(1).path("fields");
    assertThat(failed.path("method").asText()).isEqualTo("POST");
    assertThat(failed.path("route").asText()).isEqualTo("/collections/{collection}/points/query");
    assertThat(failed.path("status").asText()).isEqualTo("500");
    assertThat(failed.path("error").asText()).isEqualTo("internal");
    assertThat(failed).hasSize(4);
    assertThat(errors.get(0).path("fields").isObject()).isTrue();
    assertThat(errors.get(0).path("fields")).isEmpty();
  }

  @Test
  void leavesSlowQueriesToTheListOfTheirOwn() {
    LoggerFactory.getLogger("io.vdb.test.routes").error("a real one");
    LoggerFactory.getLogger("io.vdb.core.observe.SlowQueryLog").error("Slow search");

    assertThat(
            server
                .get("/admin/errors/recent?limit=10")
                .result()
                .path("errors")
                .findValuesAsText("message"))
        .first()
        .isEqualTo("a real one");
  }

  @Test
  void wantsTheAdminKeyThatIsConfigured(@TempDir Path other) {
    try (TestServer guarded =
        TestServer.start(other, Map.of("vdb.security.admin-key", "the-admin-key"))) {
      Answer refused = guarded.put(LOGGER, "{\"level\":\"debug\"}");

      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers().firstValue("www-authenticate")).isPresent();
      assertThat(refused.error()).contains("vdb.security.admin-key").doesNotContain("the-admin");
      assertThat(logger().getLevel()).isNull();
      assertThat(guarded.send("GET", "/admin", null, "api-key", "the-admin-kex").status())
          .isEqualTo(401);
      assertThat(
              guarded
                  .send(
                      "PUT",
                      LOGGER,
                      "{\"level\":\"debug\"}",
                      "Authorization",
                      "Bearer the-admin-key")
                  .status())
          .isEqualTo(200);
      assertThat(guarded.get("/metrics").body())
          .contains("vdb_api_errors_total{protocol=\"http\",error=\"unauthenticated\"} 2");
    }
  }

  @Test
  void isClosedWhenOtherMachinesReachTheServerAndThereIsNoAdminKey(@TempDir Path other) {
    try (TestServer open =
        TestServer.start(
            other, Map.of("vdb.host", "0.0.0.0", "vdb.allow-insecure-bind", "true"))) {
      Answer refused = open.send("PUT", LOGGER, "{\"level\":\"debug\"}", "api-key", "whatever");

      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.error()).contains("vdb.security.admin-key");
      assertThat(logger().getLevel()).isNull();
      assertThat(open.get("/metrics").body())
          .contains("vdb_api_errors_total{protocol=\"http\",error=\"permission_denied\"} 1");
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
      int port = open.uri("/").getPort();
      String body = "{\"level\":\"debug\"}";

      AggregatedHttpResponse refused = as(open, "evil.example:" + port, "PUT", LOGGER, body);

      assertThat(refused.status().code()).isEqualTo(403);
      assertThat(refused.contentUtf8()).contains("localhost").contains("vdb.security.admin-key");
      assertThat(logger().getLevel()).isNull();
      JsonNode line = TestServer.awaitLine(log, "as-evil.example." + port);
      assertThat(line.path("logger").asText()).isEqualTo("io.vdb.server.audit");
      assertThat(line.path("action").asText()).isEqualTo("refused");
      assertThat(line.path("target").asText()).isEqualTo("PUT /admin/loggers/{name}");
      assertThat(line.path("host").asText()).isEqualTo("evil.example:" + port);
      assertThat(line.path("peer").asText()).isEqualTo("127.0.0.1");
      assertThat(as(open, "localhost:" + port, "PUT", LOGGER, body).status().code()).isEqualTo(200);
      assertThat(as(open, "evil.example", "GET", "/metrics", "").status().code()).isEqualTo(200);
    }
  }

  private static AggregatedHttpResponse as(
      TestServer server, String host, String method, String path, String body) {
    return WebClient.builder("h1c://127.0.0.1:" + server.uri("/").getPort())
        .decorator(
            (delegate, ctx, request) -> {
              ctx.setAdditionalRequestHeader("host", host);
              ctx.setAdditionalRequestHeader(":authority", host);
              return delegate.execute(ctx, request);
            })
        .build()
        .execute(
            RequestHeaders.builder(HttpMethod.valueOf(method), path)
                .contentType(MediaType.JSON)
                .set("x-correlation-id", "as-" + host.replace(':', '.'))
                .build(),
            body)
        .aggregate()
        .join();
  }
}
