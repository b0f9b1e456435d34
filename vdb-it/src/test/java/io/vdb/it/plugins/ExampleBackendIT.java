package io.vdb.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.statsfile.StatsFileProvider;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.OutsideTools;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One line of configuration and one jar: what adding a backend takes, and what can go wrong. */
@Order(1)
final class ExampleBackendIT {

  private static final int SEARCHES = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Path home;

  @RegisterExtension final Servers servers = Servers.forTest();

  @BeforeAll
  static void unpack() {
    home = Distribution.another("distribution with plugins");
  }

  @BeforeEach
  void removePlugins() throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("plugins"))) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Files.delete(jar);
      }
    }
  }

  @Test
  void recordsToThePluginOfTheGuideExactlyWhatIsScraped() throws Exception {
    OutsideTools.require("Maven", "mvn", "--version");
    Files.copy(GuideProject.write().verify(), plugin("statsfile.jar"));
    Path stats = Distribution.freshFolder("stats").resolve("stats.txt");
    ServerProcess server =
        servers.startFrom(
            home,
            Distribution.freshFolder("plugin-data"),
            Map.of(),
            "--config",
            config("[prometheus, statsfile]", "path: " + stats, "interval: 1h").toString());
    RestClient client = server.client();
    client.put("/collections/p", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
    client
        .put("/collections/p/points?wait=true", "{'points': [{'id': 1, 'vector': [1, 2]}]}")
        .result();
    for (int i = 0; i < SEARCHES; i++) {
      client.post("/collections/p/points/query", "{'query': [1, 0]}").result();
    }
    Samples scraped = new Samples(client.get("/metrics").text());
    client.close();
    assertThat(server.stop()).isZero();

    Map<String, Double> last = lastBlock(stats);
    assertThat(last)
        .containsEntry(
            "vdb_search_requests_total{mode=\"vector\",status=\"success\"}", (double) SEARCHES)
        .containsEntry("vdb_insert_requests_total{status=\"success\"}", 1.0)
        .containsEntry("statsfile_write_failures_total", 0.0);
    assertThat(scraped.value("statsfile_write_failures_total")).isZero();
    assertThat(scraped.names()).contains("statsfile_write_failures_total");
    List<String> searches =
        last.keySet().stream()
            .filter(name -> name.startsWith("vdb_search_"))
            .filter(name -> !name.contains("_bucket{"))
            .toList();
    assertThat(searches).hasSizeGreaterThan(5);
    for (String name : searches) {
      assertThat(last.get(name)).as(name).isEqualTo(scraped.value(name));
    }
  }

  @Test
  void runsOnAPluginAlone() throws Exception {
    PluginJar.ofPackage(plugin("statsfile.jar"), StatsFileProvider.class);
    Path stats = Distribution.freshFolder("stats-alone").resolve("stats.txt");
    ServerProcess server =
        servers.startFrom(
            home,
            Distribution.freshFolder("plugin-alone-data"),
            Map.of(),
            "--config",
            config("[statsfile]", "path: " + stats).toString());
    RestClient client = server.client();
    client.put("/collections/p", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
    client.close();
    assertThat(server.stop()).isZero();

    assertThat(lastBlock(stats))
        .containsEntry(
            "vdb_http_requests_total"
                + "{method=\"PUT\",route=\"/collections/{collection}\",code=\"200\"}",
            1.0);
  }

  @Test
  void tellsWhatWasFoundWhenTheJarIsMissing() throws Exception {
    assertThat(failingLine("[prometheus, statsfile]"))
        .contains("'statsfile' is not there: found none, ", "prometheus (io.vdb")
        .contains("add the jar that provides it", "plugins");
  }

  @Test
  void refusesTwoCopiesOfOnePlugin() throws Exception {
    PluginJar.ofPackage(plugin("statsfile-1.0.jar"), StatsFileProvider.class);
    PluginJar.ofPackage(plugin("statsfile-1.1.jar"), StatsFileProvider.class);

    assertThat(failingLine("[prometheus, statsfile]"))
        .contains("'statsfile' is there 2 times, keep one")
        .contains("statsfile-1.0.jar", "statsfile-1.1.jar");
  }

  @Test
  void refusesAPluginThatIsBuiltForAnotherVersionOfTheSpi() throws Exception {
    PluginJar.of(plugin("later.jar"), LaterProvider.class);

    assertThat(failingLine("[prometheus, later]"))
        .contains("'later' is built for version 2 of the SPI, not 1", "later.jar")
        .contains("found none, later (" + LaterProvider.class.getName());
  }

  @Test
  void passesOnWhatThePluginSaysAboutItsSettings() throws Exception {
    PluginJar.ofPackage(plugin("statsfile.jar"), StatsFileProvider.class);

    assertThat(failingLine("[statsfile]", "path: x", "intervall: 5s"))
        .contains("'statsfile' did not start: unknown settings [intervall]");
  }

  @Test
  void refusesAJarThatCannotBeRead() throws Exception {
    Files.writeString(plugin("half.jar"), "half");

    assertThat(failingLine("[prometheus]")).contains("half.jar is not a readable jar");
  }

  private static Path plugin(String jar) {
    return home.resolve("plugins").resolve(jar);
  }

  /** Writes a configuration file with these backends, and settings of the example. */
  private static Path config(String backends, String... settings) throws IOException {
    StringBuilder yaml = new StringBuilder("vdb:\n  observability:\n    backends: ");
    yaml.append(backends).append('\n');
    if (settings.length > 0) {
      yaml.append("    settings:\n      statsfile:\n");
      for (String setting : settings) {
        yaml.append("        ").append(setting).append('\n');
      }
    }
    return Files.writeString(Distribution.freshFolder("plugin-config").resolve("vdb.yaml"), yaml);
  }

  /** Starts what must fail, and returns the one line that says why. */
  private static String failingLine(String backends, String... settings) throws Exception {
    ProgramRun run =
        ProgramRun.of(
            PATIENCE,
            Distribution.program(
                home,
                List.of(
                    "serve",
                    "--data",
                    Distribution.freshFolder("plugin-bad-data").toString(),
                    "--rest-port",
                    "0",
                    "--grpc-port",
                    "0",
                    "--config",
                    config(backends, settings).toString()),
                Map.of()));
    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    List<String> lines = run.err().stream().filter(line -> line.startsWith("vdb: ")).toList();
    assertThat(lines).as(run.toString()).hasSize(1);
    return lines.getFirst();
  }

  private static Map<String, Double> lastBlock(Path stats) throws IOException {
    Map<String, Double> values = new HashMap<>();
    for (String line : Files.readAllLines(stats)) {
      if (line.startsWith("#")) {
        values.clear();
      } else {
        int blank = line.lastIndexOf(' ');
        values.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
      }
    }
    return values;
  }
}
