package io.vdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script bin/vdb, with Javas that only print how they were started. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherScriptTest {

  private static final Path SCRIPT = Path.of("src", "main", "dist", "bin", "vdb");

  @TempDir private Path folder = Path.of("");
  private Path script = Path.of("");

  /** How a run of the script ended. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void installInFolderWithSpace() throws IOException {
    folder = folder.toRealPath();
    Path bin = Files.createDirectories(folder.resolve("my vdb/bin"));
    script = Files.copy(SCRIPT, bin.resolve("vdb"));
  }

  private Path java(String name, String version, String modules) throws IOException {
    Path home = folder.resolve(name);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nfor a do echo \"<$a>\"; done\nexit 7\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        home.resolve("release"),
        "JAVA_VERSION=\"" + version + "\"\nMODULES=\"" + modules + "\"\n");
    return home;
  }

  private Path goodJava() throws IOException {
    return java("good java", "25.0.1", "java.base jdk.incubator.vector jdk.net");
  }

  private Ended run(Path command, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("sh", command.toString()));
    line.addAll(List.of(args));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("VDB_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void becomesJavaAndPassesArgumentsAsTheyAre() throws Exception {
    Ended ended =
        run(
            script,
            Map.of("VDB_JAVA_HOME", goodJava().toString(), "VDB_JAVA_OPTS", "-Xmx1g -Da=b"),
            "serve", "--data", "a folder", "*");
    assertThat(ended.code()).isEqualTo(7);
    assertThat(ended.out().lines())
        .containsSubsequence("<-Xmx1g>", "<-Da=b>", "<io.vdb.server.cli.Main>", "<serve>",
            "<--data>", "<a folder>", "<*>")
        .contains("<--add-modules=jdk.incubator.vector>")
        .contains("<-Dvdb.home=" + folder.resolve("my vdb") + ">")
        .contains("<" + folder.resolve("my vdb") + "/lib/*>");
  }

  @Test
  void leavesVectorModuleOutWhereNothingIsComputed() throws Exception {
    Ended ended = run(script, Map.of("VDB_JAVA_HOME", goodJava().toString()), "import", "x");
    assertThat(ended.out()).doesNotContain("jdk.incubator.vector");
  }

  @Test
  void findsItsFolderThroughSymbolicLinks() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("my vdb/bin/vdb"));
    Path second =
        Files.createSymbolicLink(
            Files.createDirectory(folder.resolve("elsewhere")).resolve("second"), first);
    Ended ended = run(second, Map.of("VDB_JAVA_HOME", goodJava().toString()), "version");
    assertThat(ended.out()).contains("<-Dvdb.home=" + folder.resolve("my vdb") + ">");
  }

  @Test
  void takesJavaHome() throws Exception {
    Ended ended = run(script, Map.of("JAVA_HOME", goodJava().toString()), "version");
    assertThat(ended.code()).isEqualTo(7);
  }

  @Test
  void prefersItsOwnVariableToJavaHome() throws Exception {
    Path old = java("old", "17.0.2", "java.base");
    Ended ended =
        run(
            script,
            Map.of("VDB_JAVA_HOME", goodJava().toString(), "JAVA_HOME", old.toString()),
            "version");
    assertThat(ended.code()).isEqualTo(7);
  }

  @Test
  void refusesOldJavaInOneLine() throws Exception {
    Path old = java("old", "17.0.2", "java.base jdk.incubator.vector");
    Ended ended = run(script, Map.of("VDB_JAVA_HOME", old.toString()), "serve");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err().strip())
        .isEqualTo(
            "vdb: Java 25 or newer is needed, but VDB_JAVA_HOME is " + old
                + " (17.0.2): correct it or unset it");
  }

  @Test
  void refusesJavaWithoutTheVectorModule() throws Exception {
    Path small = java("small", "25.0.1", "java.base java.net.http");
    Ended ended = run(script, Map.of("VDB_JAVA_HOME", small.toString()), "serve");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("without module jdk.incubator.vector");
  }

  @Test
  void refusesFolderWithoutJava() throws Exception {
    Ended ended = run(script, Map.of("VDB_JAVA_HOME", folder.toString()), "serve");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains(folder.toString()).contains("no bin/java");
  }
}
