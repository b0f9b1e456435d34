package io.vdb.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Classes of the server, loaded and linked once and stored for the servers that start later: a start
 * then takes half the time of the processor. A server that is used for a moment records them in the
 * background. Until that is done, and where Java can not make or use them, servers start without.
 *
 * @see <a href="https://openjdk.org/jeps/514">JEP 514: ahead-of-time command-line ergonomics</a>
 */
final class StartCache {

  private static final Duration TIME_TO_STORE = Duration.ofMinutes(5);

  /** What Java has to say about the cache, it would say where the server is expected to speak. */
  private static final String QUIET = " -Xlog:aot*=off -Xlog:cds*=off";

  private final Path home;
  private final String javaOptions;
  private final Path file;
  private volatile boolean isReady;

  /**
   * A cache that is not there yet.
   *
   * @param home the distribution that it is for
   * @param javaOptions what to record it with
   * @param file where to store it; what an earlier build left there is removed
   */
  StartCache(Path home, String javaOptions, Path file) {
    this.home = home;
    this.javaOptions = javaOptions;
    this.file = file;
  }

  /** Starts to record, unless its path would be split where Java's options are. */
  void recordInBackground() {
    if (file.toString().contains(" ")) {
      return;
    }
    Thread atEnd = new Thread(StartCache::endProcesses, "end-processes");
    Runtime.getRuntime().addShutdownHook(atEnd);
    Thread.ofPlatform().daemon().name("start-cache").start(this::record);
  }

  /** The recording may still go on when the last test has ended. */
  private static void endProcesses() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /** Returns what servers of a distribution run with besides other options; maybe nothing. */
  String javaOptions(Path of) {
    return isReady && of.equals(home) ? " -XX:AOTCache=" + file + QUIET : "";
  }

  private void record() {
    try {
      Files.deleteIfExists(file);
      String options = javaOptions + " -XX:AOTCacheOutput=" + file + QUIET;
      ServerProcess server =
          ServerProcess.start(
              home,
              Distribution.freshFolder("start-cache-data"),
              List.of(),
              Map.of("VDB_JAVA_OPTS", options));
      use(server);
      server.terminate();
      isReady = server.awaitExit(TIME_TO_STORE) == 0 && Files.exists(file);
      System.out.println(isReady ? "servers start from " + file : "servers start without a cache");
    } catch (IOException | RuntimeException e) {
      System.out.println("servers start without a cache: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void use(ServerProcess server) throws IOException, InterruptedException {
    try (RestClient client = server.client()) {
      client.put("/collections/a", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
      client
          .put(
              "/collections/a/points?wait=true",
              "{'points': [{'id': 1, 'vector': [1, 2], 'payload': {'n': 1}}]}")
          .result();
      client
          .post(
              "/collections/a/points/query",
              "{'query': [1, 2], 'filter': {'must': [{'key': 'n', 'range': {'gt': 0}}]}}")
          .result();
      client.post("/collections/a/points/scroll", "{'limit': 1}").result();
      client.get("/metrics");
      client.delete("/collections/a").result();
    }
  }
}
