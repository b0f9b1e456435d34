package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.HealthCheck;
import io.vdb.observability.spi.Registration;
import io.vdb.server.TestServer;
import io.vdb.server.TestServer.Answer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HealthRoutesTest {

  private static final String ADDED = "warehouse";

  @TempDir static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(data);
    server.createCollection("secret-plans", "Dot");
    server.upsert("secret-plans", "[{\"id\":1,\"vector\":[1,2,3,4]}]");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Watches one more component for as long as the test takes. */
  private static Registration added(AtomicReference<ComponentHealth> health) {
    HealthCheck check =
        new HealthCheck() {
          @Override
          public String component() {
            return ADDED;
          }

          @Override
          public ComponentHealth check() {
            return health.get();
          }
        };
    return server.server().health().add(check);
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static void hasTheOneShape(Answer answer) {
    assertThat(names(answer.json())).containsExactly("status", "timestamp", "checks");
    assertThat(Instant.parse(answer.json().path("timestamp").asText()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    assertThat(answer.json().path("checks"))
        .allSatisfy(
            check ->
                assertThat(check.path("status").asText()).isIn("healthy", "degraded", "error"));
  }

  @Test
  void tellHowEveryComponentIsWithoutNamingAnyData() {
    Answer answer = server.get("/health");
    hasTheOneShape(answer);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(names(answer.json().path("checks")))
        .containsExactly("aliases", "database", "disk", "indexes", "log");
    assertThat(answer.body()).doesNotContain("secret-plans").doesNotContain(data.toString());
  }

  @Test
  void tellEverythingInDetail() {
    Answer detailed = server.get("/health/detailed");
    hasTheOneShape(detailed);
    assertThat(detailed.status()).isEqualTo(200);
    assertThat(detailed.json().at("/checks/disk/data/path").asText())
        .isEqualTo(data.toAbsolutePath().toString());
    assertThat(detailed.json().at("/checks/database/collections").isObject()).isTrue();
  }

  @Test
  void tellOfOneComponentAndOfNoUnknownOne() {
    Answer one = server.get("/health/log");
    hasTheOneShape(one);
    assertThat(names(one.json().path("checks"))).containsExactly("log");
    assertThat(one.json().at("/checks/log/bytes").isNumber()).isTrue();
    Answer unknown = server.get("/health/nothing");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.error()).contains("disk");
    assertThat(server.get("/health/metrics").body()).contains("vdb_health_status");
  }

  @Test
  void answer200WhenDegradedAnd503WhenSomethingDoesNotWork() {
    AtomicReference<ComponentHealth> health =
        new AtomicReference<>(ComponentHealth.degraded("half empty", Map.of("pallets", 3)));
    try (Registration _ = added(health)) {
      Answer degraded = server.get("/health/" + ADDED);
      hasTheOneShape(degraded);
      assertThat(degraded.status()).isEqualTo(200);
      assertThat(degraded.json().path("status").asText()).isEqualTo("degraded");
      assertThat(degraded.json().at("/checks/warehouse/reason").asText()).isEqualTo("half empty");
      assertThat(degraded.json().at("/checks/warehouse/pallets").asInt()).isEqualTo(3);
      assertThat(server.get("/health").status()).isEqualTo(200);
    }
    health.set(ComponentHealth.error("it burns", Map.of()));
    try (Registration _ = added(health)) {
      for (String path : List.of("/health", "/health/detailed", "/health/" + ADDED)) {
        Answer error = server.get(path);
        hasTheOneShape(error);
        assertThat(error.status()).as(path).isEqualTo(503);
        assertThat(error.json().path("status").asText()).isEqualTo("error");
      }
      assertThat(server.get("/health/" + ADDED).json().at("/checks/warehouse/error").asText())
          .isEqualTo("it burns");
      // Neither a restart nor another place for requests would help.
      assertThat(server.get("/health/live").status()).isEqualTo(200);
      assertThat(server.get("/health/ready").status()).isEqualTo(200);
    }
    assertThat(server.get("/metrics").body())
        .doesNotContain("vdb_health_status{component=\"warehouse\"");
  }

  @Test
  void answerProbes() {
    Answer live = server.get("/health/live");
    hasTheOneShape(live);
    assertThat(live.status()).isEqualTo(200);
    assertThat(names(live.json().path("checks"))).containsExactly("server");
    Answer ready = server.get("/health/ready");
    hasTheOneShape(ready);
    assertThat(ready.status()).isEqualTo(200);
    assertThat(names(ready.json().path("checks"))).containsExactly("database", "server");
    assertThat(server.get("/healthz").body()).isEqualTo("healthz check passed");
  }

  @Test
  void takeNothingButGetAndHead() {
    assertThat(server.send("HEAD", "/health", null).status()).isEqualTo(200);
    for (String path : List.of("/health", "/health/live", "/health/disk")) {
      Answer refused = server.post(path, "{}");
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.headers().firstValue("allow")).hasValue("GET, HEAD");
    }
  }

  @Test
  void areMeasured() {
    assertThat(server.get("/health").status()).isEqualTo(200);
    String metrics = server.get("/metrics").body();
    for (String component : List.of("aliases", "database", "disk", "indexes", "log")) {
      List<String> states =
          metrics
              .lines()
              .filter(line -> line.startsWith("vdb_health_status{component=\"" + component + "\""))
              .toList();
      assertThat(states).as(component).hasSize(3);
      assertThat(states.stream().filter(line -> line.endsWith(" 1"))).hasSize(1);
      assertThat(metrics)
          .contains("vdb_health_check_duration_seconds_count{component=\"" + component + "\"}");
    }
  }
}
