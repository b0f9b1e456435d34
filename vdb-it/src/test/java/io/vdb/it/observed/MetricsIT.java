package io.vdb.it.observed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.Answer;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.OutsideTools;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class MetricsIT {

  private static final int SEARCHES = 7;

  @RegisterExtension static final Servers SERVERS = Servers.forClass();

  @Test
  void showsExactlyTheSearchesAndWritesJustMade() throws Exception {
    ServerProcess server = SERVERS.start(Distribution.freshFolder("metrics-data"));
    RestClient client = server.client();
    client.put("/collections/m", "{'vectors': {'size': 2, 'distance': 'Dot'}}").result();
    client
        .put(
            "/collections/m/points?wait=true",
            "{'points': [{'id': 1, 'vector': [1, 2]}, {'id': 2, 'vector': [1, 3]}]}")
        .result();
    client
        .put("/collections/m/points?wait=true", "{'points': [{'id': 2, 'vector': [5, 5]}]}")
        .result();
    client.post("/collections/m/points/delete?wait=true", "{'points': [1]}").result();
    for (int i = 0; i < SEARCHES; i++) {
      client.post("/collections/m/points/query", "{'query': [1, 0]}").result();
    }
    assertThat(client.post("/collections/m/points/query", "{'query': [1]}").status())
        .isEqualTo(400);

    Samples samples = new Samples(client.get("/metrics").text());
    assertThat(samples.value("vdb_search_requests_total{mode=\"vector\",status=\"success\"}"))
        .isEqualTo(SEARCHES);
    assertThat(samples.sum("vdb_search_duration_seconds_count")).isEqualTo(SEARCHES);
    assertThat(
            samples.value(
                "vdb_search_duration_seconds_bucket{mode=\"vector\",tier=\"hot\",le=\"+Inf\"}"))
        .isEqualTo(SEARCHES);
    assertThat(samples.sum("vdb_search_duration_seconds_sum")).isPositive();
    assertThat(samples.value("vdb_search_results_sum{mode=\"vector\"}")).isEqualTo(SEARCHES);
    assertThat(samples.value("vdb_insert_requests_total{status=\"success\"}")).isEqualTo(2);
    assertThat(samples.sum("vdb_vectors_inserted_total")).isEqualTo(2);
    assertThat(samples.sum("vdb_vectors_updated_total")).isEqualTo(1);
    assertThat(samples.sum("vdb_vectors_deleted_total")).isEqualTo(1);
    assertThat(samples.sum("vdb_vectors")).isEqualTo(1);
    assertThat(samples.sum("vdb_collections")).isEqualTo(1);
    assertThat(samples.value("vdb_collection_vectors{collection=\"m\"}")).isEqualTo(1);
    assertThat(samples.sum("vdb_wal_appends_total")).isGreaterThanOrEqualTo(3);
    assertThat(samples.sum("vdb_wal_fsync_duration_seconds_count")).isPositive();
    assertThat(samples.sum("vdb_http_requests_total")).isGreaterThanOrEqualTo(SEARCHES + 5.0);
    assertThat(samples.names()).contains("process_cpu_seconds_total", "vdb_build_info");
    assertThat(samples.names()).anyMatch(name -> name.startsWith("jvm_memory_"));
    assertThat(samples.names()).noneMatch(name -> name.endsWith("_created"));
    client.close();
  }

  @Test
  void servesTheTextFormatAndItsNewerForm() throws Exception {
    ServerProcess server = SERVERS.start(Distribution.freshFolder("metrics-format-data"));
    RestClient client = server.client();
    Answer text = client.get("/metrics");
    assertThat(text.status()).isEqualTo(200);
    assertThat(text.header("Content-Type"))
        .startsWith("text/plain")
        .contains("version=0.0.4")
        .containsIgnoringCase("charset=utf-8");
    Answer open =
        client.getWith("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");
    assertThat(open.header("Content-Type")).startsWith("application/openmetrics-text");
    assertThat(open.text()).endsWith("# EOF\n").doesNotContain("_created");

    OutsideTools.require("promtool", "sh", "-c", "promtool --version");
    Path scrape = Distribution.freshFolder("promtool").resolve("metrics.txt");
    Files.write(scrape, text.bytes());
    ProgramRun check =
        ProgramRun.of(
            Duration.ofSeconds(60),
            new ProcessBuilder(
                "sh", "-c", "promtool check metrics < \"$1\"", "sh", scrape.toString()));
    List<String> complaints =
        check.err().stream().filter(line -> line.startsWith("vdb_")).toList();
    assertThat(complaints).isEmpty();
    assertThat(check.exitCode()).as(check.toString()).isIn(0, 3);
    client.close();
  }
}
