package io.vdb.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.OutsideTools;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.SharedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The official JavaScript clients, unmodified, in a folder of modules below the build folder. */
@ResourceLock(SharedServer.LOCK)
final class JavaScriptClientIT {

  private static final String SOURCES = "javascript";

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  @Test
  void workUnmodifiedOverRest() throws Exception {
    run("rest.mjs", SERVER.process().rest().toString());
  }

  @Test
  void workUnmodifiedOverGrpc() throws Exception {
    run("grpc.mjs", OutsideClient.port(SERVER.process().grpc()));
  }

  private static void run(String program, String argument) throws Exception {
    OutsideTools.require("node", "node", "--version");
    Path folder = modules();
    OutsideClient.copy(SOURCES, folder);
    ProgramRun run =
        OutsideClient.run(List.of("node", folder.resolve(program).toString(), argument));
    assertThat(run.err()).as("warnings, such as of another version").isEmpty();
  }

  /** Returns a folder in which programs find the clients. */
  private static Path modules() throws Exception {
    Installation installation =
        new Installation(
            "node-environment", OutsideClient.sources(SOURCES).resolve("package-lock.json"));
    Path folder = installation.folder();
    if (!installation.isThere()) {
      OutsideTools.require("npm", "npm", "--version");
      Files.createDirectories(folder);
      OutsideClient.copy(SOURCES, folder);
      // The compiler that the clients name as a peer is for those who write TypeScript.
      OutsideTools.require(
          "packages from the npm registry",
          "npm", "ci", "--prefix", folder.toString(), "--omit=peer", "--prefer-offline",
          "--ignore-scripts", "--no-audit", "--no-fund");
      installation.finish();
    }
    return folder;
  }
}
