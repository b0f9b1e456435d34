package io.vdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.server.cli.load.FakeServer;
import io.vdb.server.cli.source.VectorFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgramTest {

  @TempDir private Path folder = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> askedOverrides = new HashMap<>();
  private @Nullable Path askedFile;

  private int run(String... args) {
    Terminal terminal =
        new Terminal(environment, new PrintWriter(out), new PrintWriter(err));
    int code = Main.run(args, terminal, this::start);
    terminal.out().flush();
    terminal.err().flush();
    return code;
  }

  private ServerLauncher.Running start(
      @Nullable Path file, Map<String, String> variables, Map<String, String> overrides) {
    askedFile = file;
    askedOverrides.putAll(overrides);
    throw CliException.failure("port 6333 is taken");
  }

  @Test
  void versionNamesProgramAndJava() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).matches("vdb \\d+\\.\\d+\\.\\S+ \\(Java 2\\d.*\\)\\R");
  }

  @Test
  void versionIsAnOptionToo() {
    run("version");
    String viaCommand = out.toString();
    out.getBuffer().setLength(0);
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).isEqualTo(viaCommand);
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "demo", "import", "snapshot", "verify", "doctor", "version", "help"})
  void everyCommandHasHelpWithExamples(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: vdb " + command).contains("Example");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpAboutCommandIsItsHelp() {
    assertThat(run("help", "import")).isZero();
    String viaHelp = out.toString();
    out.getBuffer().setLength(0);
    run("import", "--help");
    assertThat(viaHelp).isEqualTo(out.toString());
  }

  @Test
  void helpAboutNothingKnownIsUsageError() {
    assertThat(run("help", "dance")).isEqualTo(2);
    assertThat(err.toString()).startsWith("vdb: there is no command 'dance'");
  }

  @Test
  void noCommandIsUsageError() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("vdb: a command is missing").contains("serve, demo");
  }

  @Test
  void unknownCommandIsUsageError() {
    assertThat(run("dance")).isEqualTo(2);
    assertThat(err.toString()).startsWith("vdb: there is no command 'dance'");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void unknownOptionIsUsageErrorWithUsage() {
    assertThat(run("serve", "--prot", "1")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("vdb: unknown option")
        .contains("--prot")
        .contains("Usage: vdb serve")
        .doesNotContain("\tat ");
  }

  @Test
  void serveTurnsOptionsIntoSettings() throws IOException {
    Path config = Files.writeString(folder.resolve("my.yaml"), "vdb: {}");
    int code =
        run(
            "serve", "--data", "d", "--host", "::1", "--rest-port", "1", "--grpc-port", "0",
            "--allow-insecure-bind", "--config", config.toString());
    assertThat(code).isEqualTo(1);
    assertThat(askedFile).isEqualTo(config);
    assertThat(askedOverrides)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "vdb.data", "d",
                "vdb.host", "::1",
                "vdb.rest-port", "1",
                "vdb.grpc-port", "0",
                "vdb.allow-insecure-bind", "true"));
  }

  @Test
  void serveLeavesSettingsAloneThatAreNotGiven() {
    run("serve");
    assertThat(askedOverrides).isEmpty();
    assertThat(askedFile).isNull();
  }

  @Test
  void configFileOfVariableIsUsed() throws IOException {
    Path config = Files.writeString(folder.resolve("my.yaml"), "vdb: {}");
    environment.put("VDB_CONFIG", config.toString());
    run("serve");
    assertThat(askedFile).isEqualTo(config);
  }

  @Test
  void missingConfigFileIsUsageError() {
    assertThat(run("serve", "--config", folder.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none.yaml").contains("does not exist");
  }

  @Test
  void failureIsOneLine() {
    assertThat(run("serve")).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo("vdb: port 6333 is taken");
  }

  @Test
  void verboseShowsWhereItArose() {
    run("serve", "--verbose");
    assertThat(err.toString()).contains("\tat io.vdb");
  }

  @Test
  void verboseVariableShowsWhereItArose() {
    environment.put("VDB_VERBOSE", "1");
    run("serve");
    assertThat(err.toString()).contains("\tat io.vdb");
  }

  @Test
  void demoThatCannotStartLeavesNoFolder() throws IOException {
    assertThat(run("demo", "--once")).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo("vdb: port 6333 is taken");
    Path data = Path.of(askedOverrides.getOrDefault("vdb.data", ""));
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  void demoStartsNoServerForWrongFile() {
    assertThat(run("demo", "--data", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("does not exist");
    assertThat(askedOverrides).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--queries x", "--data x --dim 3", "--rows 0", "--dim 0", "--dim 65537"})
  void demoRefusesOptionsThatMakeNoSense(String options) {
    String[] split = ("demo " + options).split(" ", -1);
    assertThat(run(split)).isEqualTo(2);
    assertThat(askedOverrides).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--batch 0", "--parallel 0", "--limit 0", "--id-offset -1", "--distance Far",
        "--url ftp://x", "--url localhost"
      })
  void importRefusesOptionsThatMakeNoSense(String options) {
    String[] split = ("import --collection c " + options + " f").split(" ", -1);
    assertThat(run(split)).isEqualTo(2);
    assertThat(err.toString()).startsWith("vdb: " + options.split(" ", -1)[0]);
  }

  @Test
  void importLoadsAndReports() throws IOException {
    Path file = VectorFiles.idxBytes(folder.resolve("images"), 10, 2, 2);
    Path labels = VectorFiles.idxBytes(folder.resolve("labels"), 10);
    try (FakeServer server = new FakeServer()) {
      int code =
          run(
              "import", "--collection", "test", "--url", server.uri() + "/", "--labels",
              labels.toString(), file.toString());
      assertThat(err.toString()).startsWith("import: 10 rows");
      assertThat(code).isZero();
      assertThat(server.points()).hasSize(10);
      assertThat(String.valueOf(server.points().get("3"))).contains("{\"label\":3}");
    }
    assertThat(out.toString())
        .contains("10 rows of 4 components")
        .contains("created, Euclid, the default for IDX")
        .contains("the collection has 10 points");
  }

  @Test
  void importWarnsOfRepeatedIds() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("lines"),
            "{\"id\":1,\"vector\":[1]}\n{\"id\":1,\"vector\":[2]}\n{\"id\":2,\"vector\":[3]}\n");
    try (FakeServer server = new FakeServer()) {
      assertThat(
              run("import", "--collection", "test", "--url", server.uri().toString(),
                  file.toString()))
          .isZero();
    }
    assertThat(err.toString()).contains("1 rows have an id that another row");
    assertThat(out.toString()).contains("Cosine, the default for JSON Lines");
  }
}
