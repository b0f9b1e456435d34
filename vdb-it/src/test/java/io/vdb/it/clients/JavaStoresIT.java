package io.vdb.it.clients;

import io.vdb.it.server.OutsideTools;
import io.vdb.it.server.SharedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Stores of LangChain4j and Spring AI. Each is used by a program of its own, on the class path that
 * Maven makes of what the store asks for: the versions of the client, gRPC and protobuf are those
 * that its users have, and not ours.
 */
@ResourceLock(SharedServer.LOCK)
final class JavaStoresIT {

  private static final String SOURCES = "stores";

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  @Test
  void storesForLangChain4j() throws Exception {
    run("langchain4j", "LangChain4jStore.java");
  }

  @Test
  void storesForSpringAi() throws Exception {
    run("springai", "SpringAiStore.java");
  }

  private static void run(String module, String program) throws Exception {
    Path folder = classPaths().resolve(module);
    OutsideClient.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Files.readString(folder.resolve("classpath.txt")).strip(),
            OutsideClient.sources(SOURCES).resolve(module).resolve(program).toString(),
            OutsideClient.port(SERVER.process().grpc())));
  }

  /** Returns a folder with one folder for each store, in which Maven wrote the class path. */
  private static Path classPaths() throws Exception {
    Installation installation =
        new Installation("store-environment", OutsideClient.sources(SOURCES).resolve("pom.xml"));
    Path folder = installation.folder();
    if (!installation.isThere()) {
      OutsideTools.require("Maven", "mvn", "--version");
      Files.createDirectories(folder);
      OutsideClient.copy(SOURCES, folder);
      OutsideTools.require(
          "libraries from the Maven repository",
          "mvn",
          "-B",
          "-q",
          "-ntp",
          "-Dmaven.repo.local=" + System.getProperty("localRepository"),
          "-f",
          folder.toString(),
          "dependency:build-classpath");
      installation.finish();
    }
    return folder;
  }
}
