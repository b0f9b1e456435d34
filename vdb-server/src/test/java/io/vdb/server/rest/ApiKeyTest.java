package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import io.vdb.server.security.Right;
import io.vdb.server.security.Rights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeyTest {

  private static final String KEY = "the-key-for-everything";
  private static final String READ_ONLY = "the-key-for-reading-only";

  @TempDir Path data;
  @TempDir Path folder;
  private TestServer server;
  private Path log;

  @BeforeEach
  void start() {
    log = folder.resolve("log");
    server =
        TestServer.start(
            data,
            Map.of(
                "vdb.security.api-key", KEY,
                "vdb.security.read-only-api-key", READ_ONLY,
                "vdb.log.level", "info",
                "vdb.log.output", log.toString()));
    String config = "{\"vectors\":{\"size\":4,\"distance\":\"Dot\"}}";
    assertThat(send("PUT", "/collections/c", config, KEY).status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer send(String method, String path, @Nullable String body, String key) {
    return server.send(method, path, body, "api-key", key);
  }

  @Test
  void isMarkedOnEveryRoute() {
    assertThat(RestListener.routes())
        .allSatisfy(
            route ->
                assertThat(Rights.ofRoute(route.method().name(), route.template()))
                    .as(route.toString())
                    .isPresent());
    assertThat(RestListener.routes())
        .filteredOn(
            route ->
                Rights.ofRoute(route.method().name(), route.template()).orElseThrow()
                    == Right.READ)
        .extracting(route -> route.method().name())
        .doesNotContain("PUT", "PATCH", "DELETE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/collections", "/collections/c", "/no/such/route", "/metrics", "/health/detailed", "/health/log"
      })
  void isNeededWhereDataIsToldAndWhereNothingIs(String path) {
    Answer without = server.get(path);
    Answer wrong = send("GET", path, null, KEY + "x");

    assertThat(without.status()).isEqualTo(401);
    assertThat(without.headers().firstValue("www-authenticate")).hasValue("Bearer realm=\"vdb\"");
    assertThat(without.body()).contains("Must provide an API key or an Authorization bearer token");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.body()).contains("Invalid API key or JWT").doesNotContain(KEY);
    assertThat(send("GET", path, null, KEY).status()).isIn(200, 404);
    assertThat(send("GET", path, null, READ_ONLY).status()).isIn(200, 404);
  }

  @Test
  void isToldOfInThePlainWordsOfQdrant() {
    assertThat(server.get("/collections").body())
        .isEqualTo("Must provide an API key or an Authorization bearer token");
    assertThat(send("GET", "/collections", null, "no-key-at-all").body())
        .isEqualTo("Invalid API key or JWT");
    assertThat(send("DELETE", "/collections/c", null, READ_ONLY).error())
        .isEqualTo("Forbidden: Global manage access is required");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/", "/healthz", "/livez", "/readyz", "/health", "/health/live", "/health/ready"
      })
  void isNotNeededByProbes(String path) {
    assertThat(server.get(path).status()).isEqualTo(200);
  }

  @Test
  void isTakenAsBearerTooAndBesideAnotherOne() {
    for (String scheme : List.of("Bearer ", "bearer ")) {
      assertThat(
              server
                  .send("GET", "/collections", null, "authorization", scheme + KEY)
                  .status())
          .isEqualTo(200);
    }
    assertThat(server.send("GET", "/collections", null, "authorization", "Basic " + KEY).status())
        .isEqualTo(401);
    assertThat(
            server
                .send("GET", "/collections", null, "authorization", "Bearer x", "api-key", KEY)
                .status())
        .isEqualTo(200);
  }

  @Test
  void forReadingLetsEveryReadThroughAndNoWrite() {
    String point = "{\"points\":[{\"id\":1,\"vector\":[1,2,3,4]}]}";
    assertThat(send("PUT", "/collections/c/points?wait=true", point, READ_ONLY).status())
        .isEqualTo(403);
    assertThat(send("PUT", "/collections/c/points?wait=true", point, KEY).status())
        .isEqualTo(200);

    assertThat(send("POST", "/collections/c/points/count", "{}", READ_ONLY).result().path("count").asInt())
        .isEqualTo(1);
    assertThat(send("GET", "/collections/c/points/1", null, READ_ONLY).status()).isEqualTo(200);
    assertThat(send("POST", "/collections/c/points/delete", "{\"points\":[1]}", READ_ONLY).status())
        .isEqualTo(403);
    assertThat(send("DELETE", "/collections/c", null, READ_ONLY).status()).isEqualTo(403);
    assertThat(send("POST", "/collections/c/points/count", "{}", KEY).result().path("count").asInt())
        .isEqualTo(1);
  }

  @Test
  void doesNotOpenTheAdministrationNorIsNeededThere() {
    assertThat(server.get("/admin").status()).isEqualTo(200);
    assertThat(server.get("/admin/loggers").status()).isEqualTo(200);
  }

  @Test
  void isCountedAndToldOfOnceInAWhileWhenItIsWrong() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(send("GET", "/collections", null, "a-guessed-key-" + i).status()).isEqualTo(401);
    }
    assertThat(server.get("/collections").status()).isEqualTo(401);
    assertThat(send("DELETE", "/collections/c", null, READ_ONLY).status()).isEqualTo(403);

    String metrics = send("GET", "/metrics", null, READ_ONLY).body();
    assertThat(metrics)
        .contains("vdb_key_refusals_total{protocol=\"http\",reason=\"wrong\"} 20")
        .contains("vdb_key_refusals_total{protocol=\"http\",reason=\"missing\"} 1")
        .contains("vdb_key_refusals_total{protocol=\"http\",reason=\"read_only\"} 1")
        .doesNotContain("guessed", KEY, READ_ONLY);
    server.close();
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).filteredOn(line -> line.contains("refused for their key")).hasSize(1);
    assertThat(lines).noneMatch(line -> line.contains("guessed") || line.contains(KEY));
    assertThat(lines).noneMatch(line -> line.contains(READ_ONLY));
  }
}
