package io.vdb.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.Distribution;
import io.vdb.it.server.OutsideTools;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.SharedServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The official Python client, unmodified, in a virtual environment below the build folder. */
@ResourceLock(SharedServer.LOCK)
final class PythonClientIT {

  private static final String CLIENT = "qdrant-client==1.18.0";

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  @Test
  void worksUnmodifiedOverRest() throws Exception {
    run(SERVER.process().rest().toString());
  }

  @Test
  void worksUnmodifiedOverGrpc() throws Exception {
    String grpc = SERVER.process().grpc();
    run(SERVER.process().rest().toString(), grpc.substring(grpc.lastIndexOf(':') + 1));
  }

  private static void run(String... addresses) throws Exception {
    String python = environment();
    Path script = Distribution.freshFolder("python").resolve("official_client.py");
    try (InputStream source =
        PythonClientIT.class.getResourceAsStream("/clients/official_client.py")) {
      Files.write(script, source.readAllBytes());
    }
    List<String> command =
        new ArrayList<>(List.of(python, "-W", "error", script.toString()));
    command.addAll(List.of(addresses));
    ProgramRun run =
        ProgramRun.of(
            Duration.ofMinutes(2),
            new ProcessBuilder(command));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).contains("all is well");
  }

  /** Returns a Python that has the client, made once for each build folder. */
  static String environment() throws Exception {
    OutsideTools.require("python3", "python3", "--version");
    Path folder = Distribution.work().resolveSibling("python-environment");
    Path python = folder.resolve("bin/python");
    Path done = folder.resolve(CLIENT);
    if (!Files.exists(done)) {
      OutsideTools.require(
          "python3 with venv", "python3", "-m", "venv", "--clear", folder.toString());
      OutsideTools.require(
          CLIENT + " from the Python Package Index",
          python.toString(), "-m", "pip", "install", "--quiet", CLIENT);
      Files.write(done, List.of());
    }
    return python.toString();
  }
}
