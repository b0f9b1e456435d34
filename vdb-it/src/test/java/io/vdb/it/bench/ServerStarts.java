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

  private static final String HEAP = "-Xms512m -Xmx512m";

  private final Servers servers;
  private final List<byte[]> searches = SearchData.searches();
  private final Path data = Distribution.freshFolder("bench-data");
  private final Path logs = Distribution.freshFolder("bench-logs");

  ServerStarts(Servers servers) {
    this.servers = servers;
  }

  /** Makes the data directory. */
  void load() throws IOException, InterruptedException {
    ServerProcess loader = servers.start(
            data, Map.of("VDB_OBSERVABILITY_BACKENDS", "none", "VDB_LOG_LEVEL", "warn"));
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
    Map<String, String> variables = new HashMap<>(variant.environment(collector, logs));
    variables.put("VDB_JAVA_OPTS", HEAP);
    variables.putAll(more);
    ServerProcess process = servers.start(copyOfData(variant.name()), variables);
    return new MeasuredServer(variant, process, collector, searches);
  }

  /** Starts a server with the backend that counts what is recorded. */
  ServerProcess startCounting() throws IOException, InterruptedException {
    Path plugin = CountingPlugin.install(Distribution.home());
    ServerProcess server =
        servers.start(
            copyOfData("COUNTING"),
            Map.of(
                "VDB_JAVA_OPTS", HEAP,
                "VDB_OBSERVABILITY_BACKENDS", CountingProvider.NAME,
                "VDB_LOG_LEVEL", "warn"));
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
