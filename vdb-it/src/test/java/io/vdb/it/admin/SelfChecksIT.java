package io.vdb.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.Json;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.SharedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a server and the commands of the distribution say of it. */
@ResourceLock(SharedServer.LOCK)
final class SelfChecksIT {

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static String rest() {
    return SERVER.process().rest().toString();
  }

  private static JsonNode json(ProgramRun run) {
    assertThat(run.out()).as(run.toString()).hasSize(1);
    return Json.parse(run.out().getFirst().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theServerIsWell() throws Exception {
    for (String path : List.of("/health", "/health/detailed", "/health/live", "/health/ready")) {
      Answer answer = SERVER.client().get(path);
      assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(200);
      assertThat(answer.json().path("checks").isObject()).isTrue();
    }
    assertThat(SERVER.client().get("/health/none").status()).isEqualTo(404);
  }

  @Test
  void theScriptOfTheDistributionLooksAtIt() throws Exception {
    ProcessBuilder builder = Distribution.program(List.of(), Map.of());
    List<String> command = new ArrayList<>();
    command.add(Distribution.home().resolve("scripts/health-check.sh").toString());
    String grpc = SERVER.process().grpc();
    command.addAll(
        List.of(
            "--url", rest(), "--grpc-port", grpc.substring(grpc.lastIndexOf(':') + 1),
            "--interval", "0", "--json"));
    ProgramRun run = ProgramRun.of(PATIENCE, builder.command(command));
    JsonNode seen = json(run);
    assertThat(run.exitCode())
        .as(run.toString())
        .isEqualTo(seen.path("status").asText().equals("problem") ? 1 : 0);
    for (JsonNode check : seen.path("checks")) {
      if (List.of("server", "grpc", "clock").contains(check.path("check").asText())) {
        assertThat(check.path("level").asText()).as(check.toString()).isEqualTo("ok");
      }
    }
    assertThat(seen.path("checks").findValuesAsText("check"))
        .contains("server", "health.disk", "file_handles", "mmap_count", "data", "heap", "cpu");
    // Servers of tests start with the quick compiler only, unless they are told otherwise.
    assertThat(seen.path("checks"))
        .anyMatch(
            check ->
                check.path("check").asText().equals("java_options")
                    && !check.path("level").asText().equals("skipped"));
  }

  @Test
  void whatItKeepsIsWhole() throws Exception {
    SERVER
        .client()
        .put("/collections/self-checks", "{'vectors': {'size': 2, 'distance': 'Cosine'}}")
        .result();
    SERVER
        .client()
        .put(
            "/collections/self-checks/points?wait=true",
            "{'points': [{'id': 1, 'vector': [1, 2], 'payload': {'a': 'b'}}]}")
        .result();
    ProgramRun run =
        ProgramRun.of(
            PATIENCE,
            Map.of(),
            List.of(
                "verify", "all", "--collection", "self-checks", "--url", rest(), "--json"));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    JsonNode report = json(run);
    assertThat(report.path("sound").asBoolean()).isTrue();
    assertThat(report.path("checks").findValuesAsText("subject")).contains("self-checks");
    SERVER.client().delete("/collections/self-checks").result();
  }
}
