package io.vdb.it.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.Distribution;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every case: one clear line on standard error, and the exit code that is documented. */
@Order(1)
final class BadStartIT {

  private static final int FAILURE = 1;
  private static final int USAGE = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @RegisterExtension final Servers servers = Servers.forTest();

  @Test
  void saysThatThePortIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      Path data = Distribution.freshFolder("port-data");
      String line = failingLine(FAILURE, serve(data, "--rest-port", port, "--grpc-port", "0"));
      assertThat(line).contains(port).contains("rest-port");
      line = failingLine(FAILURE, serve(data, "--rest-port", "0", "--grpc-port", port));
      assertThat(line).contains(port).contains("grpc-port");
    }
  }

  @Test
  void saysThatAnotherProcessHoldsTheDataDirectory() throws Exception {
    Path data = Distribution.freshFolder("locked-data");
    ServerProcess holder = servers.start(data);
    String line = failingLine(FAILURE, serveAnywhere(data));
    assertThat(line).contains(data.toString()).contains(Long.toString(holder.pid()));
    assertThat(holder.client().get("/healthz").status()).isEqualTo(200);
  }

  @Test
  void saysThatTheLogCannotBeWritten() throws Exception {
    Path folder = Distribution.freshFolder("log-is-a-folder");
    ProgramRun run =
        run(
            Map.of("VDB_LOG_OUTPUT", folder.toString()),
            serveAnywhere(Distribution.freshFolder("log-folder-data")));
    assertThat(run.exitCode()).isEqualTo(FAILURE);
    assertThat(messages(run)).as(run.toString()).hasSize(1);
    assertThat(messages(run).getFirst()).startsWith("vdb: ").contains("vdb.log.output");
  }

  @Test
  void saysWhichSettingABackendDoesNotKnow() throws Exception {
    ProgramRun run =
        run(
            Map.of("VDB_OBSERVABILITY_SETTINGS_PROMETHEUS_NO_SUCH_KEY", "x"),
            serveAnywhere(Distribution.freshFolder("backend-key-data")));
    assertThat(run.exitCode()).isEqualTo(FAILURE);
    assertThat(messages(run)).as(run.toString()).hasSize(1);
    assertThat(messages(run).getFirst())
        .startsWith("vdb: ")
        .contains("prometheus")
        .contains("no-such-key");
  }

  @Test
  void saysMoreWhenAskedToLogMore() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      ProgramRun run =
          run(
              Map.of("VDB_LOG_LEVEL", "debug"),
              serve(
                  Distribution.freshFolder("debug-data"),
                  "--rest-port",
                  Integer.toString(taken.getLocalPort())));
      assertThat(run.exitCode()).isEqualTo(FAILURE);
      assertThat(messages(run)).anyMatch(line -> line.startsWith("{"));
      assertThat(messages(run).getLast()).startsWith("vdb: cannot listen");
    }
  }

  @Test
  void startsBesideAKubernetesServiceOfItsName() throws Exception {
    ServerProcess server =
        servers.start(
            Distribution.freshFolder("kubernetes-data"),
            Map.of(
                "VDB_SERVICE_HOST", "10.0.0.11",
                "VDB_SERVICE_PORT", "6333",
                "VDB_PORT", "tcp://10.0.0.11:6333",
                "VDB_PORT_6333_TCP", "tcp://10.0.0.11:6333",
                "VDB_PORT_6333_TCP_ADDR", "10.0.0.11"));
    assertThat(server.client().get("/readyz").status()).isEqualTo(200);
  }

  @Test
  void tellsAnAddressThatOneCanUseWhenItListensOnAll() throws Exception {
    ServerProcess server =
        servers.start(
            Distribution.freshFolder("all-addresses-data"),
            "--host",
            "0.0.0.0",
            "--allow-insecure-bind");
    assertThat(server.rest().getHost()).isEqualTo("127.0.0.1");
    assertThat(server.grpc()).startsWith("127.0.0.1:");
    assertThat(server.client().get("/readyz").status()).isEqualTo(200);
  }

  @Test
  void saysThatTheFormatIsNewer() throws Exception {
    Path data = Distribution.freshFolder("newer-data");
    assertThat(servers.start(data).stop()).isZero();
    Path format = data.resolve("format.json");
    Files.writeString(format, Files.readString(format).replaceFirst("\\d+", "999"));
    String line = failingLine(FAILURE, serveAnywhere(data));
    assertThat(line).contains("999").contains("newer");
  }

  @Test
  void saysThatTheDataDirectoryCannotBeMade() throws Exception {
    Path file = Distribution.freshFolder("file-data").resolve("file");
    Files.writeString(file, "not a folder");
    assertThat(failingLine(FAILURE, serveAnywhere(file))).contains(file.toString());
    Path below = file.resolve("below");
    assertThat(failingLine(FAILURE, serveAnywhere(below))).contains(below.toString());
  }

  @Test
  void saysThatTheDataDirectoryCannotBeWritten() throws Exception {
    Path data = Distribution.freshFolder("unwritable-data");
    if (System.getProperty("user.name").equals("root")) {
      data = Path.of("/proc/self/vdb-data"); // nobody, not even root, can create anything there
    } else {
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
    }
    assertThat(failingLine(FAILURE, serveAnywhere(data))).contains(data.toString());
  }

  @Test
  void namesEveryUnknownKeyOfTheConfigurationFile() throws Exception {
    Path file = Distribution.freshFolder("config").resolve("vdb.yaml");
    Files.writeString(file, "vdb:\n  rest-prot: 0\n  log:\n    lovel: info\n");
    ProgramRun run =
        run(Map.of(), serve(Distribution.freshFolder("key-data"), "--config", file.toString()));
    assertThat(run.exitCode()).isEqualTo(USAGE);
    assertThat(messages(run)).anyMatch(line -> line.contains("vdb.rest-prot"));
    assertThat(messages(run)).anyMatch(line -> line.contains("vdb.log.lovel"));
    assertThat(messages(run).getFirst()).startsWith("vdb: ");
  }

  @Test
  void namesAnUnknownVariable() throws Exception {
    ProgramRun run =
        run(
            Map.of("VDB_REST_PROT", "0"),
            serveAnywhere(Distribution.freshFolder("variable-data")));
    assertThat(run.exitCode()).isEqualTo(USAGE);
    assertThat(messages(run)).hasSize(1);
    assertThat(messages(run).getFirst()).startsWith("vdb: ").contains("VDB_REST_PROT");
  }

  @Test
  void refusesToListenForOtherMachinesUnlessToldTo() throws Exception {
    Path data = Distribution.freshFolder("bind-data");
    List<String> arguments = new ArrayList<>(serveAnywhere(data));
    arguments.addAll(List.of("--host", "0.0.0.0"));
    assertThat(failingLine(USAGE, arguments))
        .contains("0.0.0.0")
        .contains("--allow-insecure-bind");
    ServerProcess server = servers.start(data, "--host", "0.0.0.0", "--allow-insecure-bind");
    assertThat(server.stop()).isZero();
  }

  @Test
  void refusesAnUnknownOption() throws Exception {
    ProgramRun run = run(Map.of(), List.of("serve", "--no-such-option"));
    assertThat(run.exitCode()).isEqualTo(USAGE);
    assertThat(messages(run).getFirst()).startsWith("vdb: ").contains("--no-such-option");
  }

  @Test
  void saysThatJavaIsTooOld() throws Exception {
    Path java = Distribution.freshFolder("java-17");
    Path program = Files.createDirectories(java.resolve("bin")).resolve("java");
    Files.writeString(program, "#!/bin/sh\necho 'openjdk version \"17.0.9\"' >&2\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
    ProgramRun run = run(Map.of("VDB_JAVA_HOME", java.toString()), List.of("version"));
    assertThat(run.exitCode()).isEqualTo(FAILURE);
    assertThat(messages(run)).hasSize(1);
    assertThat(messages(run).getFirst()).startsWith("vdb: ").contains("25").contains("17.0.9");
  }

  private static List<String> serveAnywhere(Path data) {
    return serve(data, "--rest-port", "0", "--grpc-port", "0");
  }

  private static List<String> serve(Path data, String... options) {
    List<String> arguments = new ArrayList<>(List.of("serve", "--data", data.toString()));
    arguments.addAll(List.of(options));
    return arguments;
  }

  private static ProgramRun run(Map<String, String> environment, List<String> arguments)
      throws Exception {
    return ProgramRun.of(PATIENCE, environment, arguments);
  }

  /** Runs what must fail, and returns the one line that says why. */
  private static String failingLine(int exitCode, List<String> arguments) throws Exception {
    ProgramRun run = run(Map.of(), arguments);
    assertThat(run.exitCode()).as(run.toString()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
    assertThat(messages(run)).as(run.toString()).hasSize(1);
    assertThat(messages(run).getFirst()).startsWith("vdb: ");
    return messages(run).getFirst();
  }

  /** Returns all that is there but what Java itself says. */
  private static List<String> messages(ProgramRun run) {
    Set<String> java = Set.of("WARNING: Using incubator modules: jdk.incubator.vector");
    return run.err().stream()
        .filter(line -> !java.contains(line))
        .toList();
  }
}
