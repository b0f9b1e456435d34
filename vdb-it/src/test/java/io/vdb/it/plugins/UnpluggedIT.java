package io.vdb.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.Answer;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One line of configuration and one jar: what taking a backend out takes. */
final class UnpluggedIT {

  private static final String COLLECTION = "{'vectors': {'size': 2, 'distance': 'Dot'}}";

  @RegisterExtension final Servers servers = Servers.forTest();

  /** A distribution from which one jar is taken out. */
  private static Path without(String jar) throws IOException {
    Path home = Distribution.another("distribution without " + jar);
    List<Path> found;
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      found =
          jars.filter(file -> String.valueOf(file.getFileName()).startsWith(jar + "-")).toList();
    }
    assertThat(found).as(jar).hasSize(1);
    Files.delete(found.getFirst());
    return home;
  }

  private ServerProcess start(Path home, String backend) throws Exception {
    return servers.startFrom(
        home,
        Distribution.freshFolder("unplugged-data-" + backend),
        Map.of("VDB_OBSERVABILITY_BACKENDS", backend));
  }

  @Test
  void servesMetricsWithoutTheJarThatSendsTraces() throws Exception {
    ServerProcess server = start(without("vdb-observability-otel"), "prometheus");
    RestClient client = server.client();
    client.put("/collections/u", COLLECTION).result();

    Answer metrics = client.get("/metrics");

    client.close();
    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.text())
        .contains(
            "vdb_http_requests_total"
                + "{method=\"PUT\",route=\"/collections/{collection}\",code=\"200\"} 1")
        .doesNotContain("vdb_trace_spans_total");
    assertThat(server.stop()).isZero();
  }

  @Test
  void worksWithoutTheJarThatExposesMetricsAndSaysSoWhereTheyWouldBe() throws Exception {
    ServerProcess server = start(without("vdb-observability-prometheus"), "otel");
    RestClient client = server.client();
    client.put("/collections/u", COLLECTION).result();

    Answer metrics = client.get("/metrics");

    client.close();
    assertThat(metrics.status()).isEqualTo(404);
    assertThat(metrics.text())
        .contains("no observability backend exposes metrics", "vdb.observability.backends");
    assertThat(server.stop()).isZero();
  }
}
