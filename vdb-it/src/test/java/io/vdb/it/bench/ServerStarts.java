package io.vdb.it.bench;

import io.vdb.it.bench.counting.CountingPlugin;
import io.vdb.it.bench.counting.CountingProvider;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts servers over copies of one data directory, so that all of them search the very same
 * segments.
 */
final class ServerStarts {

  /** What all have in common; a slow search of a busy machine would be a line that others lack. */
  private static final Map<String, String> COMMON =
      Map.of(
          "VDB_JAVA_OPTS", "-Xms512m -Xmx512m",
          "VDB_SLOW_QUERIES_THRESHOLD", "1h",
          "VDB_LOG_LEVEL", "warn",
          "VDB_OBSERVABILITY_BACKENDS", "none");

  private final Servers servers;
  private final List<byte[]> searches = SearchData.searches();
  private final Path data = Distribution.freshFolder("bench-data");
  private final Path logs = Distribution.freshFolder("bench-logs");

  ServerStarts(Servers servers) {
    this.servers = servers;
  }

  /** Makes the data directory. Its segments have their final form, so that nothing merges later. */
  void load() throws IOException, InterruptedException {
    ServerProcess loader = servers.start(data, COMMON);
    try (RestClient client = loader.client()) {
      SearchData.load(client);
    }
    loader.stop();
  }

  /** Starts a server of this kind with a collector of its own. */
  MeasuredServer start(Variant variant) throws IOException, InterruptedException {
    return start(variant, Map.of());
  }

  /** Starts a server of this kind with further variables. */
  MeasuredServer start(Variant variant, Map<String, String> more)
      throws IOException, InterruptedException {
    Collector collector = Collector.start();
    Map<String, String> variables = new HashMap<>(COMMON);
    variables.putAll(variant.environment(collector, logs));
    variables.putAll(more);
    ServerProcess process = servers.start(copyOfData(variant.name()), variables);
    return new MeasuredServer(variant, process, collector, searches);
  }

  /** Starts a server with the backend that counts what is recorded. */
  ServerProcess startCounting() throws IOException, InterruptedException {
    Path plugin = CountingPlugin.install(Distribution.home());
    Map<String, String> variables = new HashMap<>(COMMON);
    variables.put("VDB_OBSERVABILITY_BACKENDS", CountingProvider.NAME);
    ServerProcess server = servers.start(copyOfData("COUNTING"), variables);
    Files.delete(plugin); // the others must not find it
    return server;
  }

  /** Returns the searches as JSON. */
  List<byte[]> searches() {
    return searches;
  }

  private Path copyOfData(String name) throws IOException {
    Path copy = Distribution.freshFolder("bench-data-" + name);
    try (Stream<Path> all = Files.walk(data)) {
      for (Path from : all.filter(path -> !path.equals(data)).toList()) {
        Files.copy(from, copy.resolve(data.relativize(from)));
      }
    }
    return copy;
  }
}
