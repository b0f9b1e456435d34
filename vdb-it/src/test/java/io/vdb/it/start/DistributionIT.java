package io.vdb.it.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.Json;
import io.vdb.it.server.ProgramRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DistributionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void holdsWhatItShould() {
    Path home = Distribution.home();
    assertThat(home.resolve("bin/vdb")).isExecutable();
    assertThat(home.resolve("scripts/health-check.sh")).isExecutable();
    assertThat(home.resolve("conf/vdb.yaml")).isRegularFile();
    assertThat(home.resolve("lib")).isNotEmptyDirectory();
    assertThat(home.resolve("plugins")).isDirectory();
    assertThat(home.resolve("docs")).isNotEmptyDirectory();
    assertThat(home.resolve("README.md")).isRegularFile();
    assertThat(home.resolve("LICENSE")).isRegularFile();
  }

  @Test
  void runsFromAnyFolderAndThroughALink() throws Exception {
    Path link = Distribution.freshFolder("link").resolve("vdb-link");
    Files.createSymbolicLink(link, Distribution.home().resolve("bin/vdb"));
    ProcessBuilder builder = Distribution.program(List.of(), Map.of());
    ProgramRun run =
        ProgramRun.of(
            PATIENCE,
            builder.command(link.toString(), "version").directory(Path.of("/").toFile()));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(String.join("\n", run.out())).contains(Distribution.version());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void listsItsCommands() throws Exception {
    ProgramRun run = ProgramRun.of(PATIENCE, Map.of(), List.of("help"));
    assertThat(run.exitCode()).isZero();
    assertThat(String.join("\n", run.out())).contains("serve", "demo", "import", "version", "help");
  }

  @Test
  void showsSearchesOnVectorsOfItsOwn() throws Exception {
    Path report = Distribution.freshFolder("demo").resolve("report.json");
    ProgramRun run =
        ProgramRun.of(
            PATIENCE,
            Map.of(),
            List.of(
                "demo", "--rows", "3000", "--dim", "32", "--rest-port", "0", "--grpc-port", "0",
                "--once", "--report", report.toString()));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(String.join("\n", run.out()))
        .contains("recall@10", "Nearest to", "/metrics", "/healthz", "/collections/demo");
    JsonNode figures = Json.parse(Files.readAllBytes(report));
    assertThat(figures.path("rows").asInt()).isEqualTo(3_000);
    assertThat(figures.at("/recall/value").asDouble()).isGreaterThanOrEqualTo(0.95);
    assertThat(figures.at("/shown/0/neighbours")).hasSize(10);
  }
}
