package io.vdb.observability.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vdb.observability.spi.Buckets;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own linter reads a scrape. */
class PromtoolTest {

  @TempDir Path folder;

  @Test
  void passesTheLinterOfPrometheus() throws IOException, InterruptedException {
    assumeTrue(isInstalled(), "promtool is not on the PATH (Debian package prometheus): skipped");
    Path scrape = folder.resolve("scrape.txt");
    Path complaints = folder.resolve("complaints.txt");
    try (Observability backend = Scrape.backend()) {
      backend
          .meter()
          .counter(
              MetricDefinition.counter(
                  "vdb_search_requests_total", "Searches.", Label.open("collection")),
              "quote\" back\\slash new\nline")
          .increment();
      backend
          .meter()
          .histogram(
              MetricDefinition.histogram(
                  "vdb_search_duration_seconds", "Duration of a search.", Buckets.search()))
          .record(0.01);
      backend.meter().gauge(MetricDefinition.gauge("vdb_vectors", "Vectors."), () -> 5);
      Files.writeString(scrape, Scrape.text(backend, ""));
    }

    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics")
            .redirectInput(scrape.toFile())
            .redirectErrorStream(true)
            .redirectOutput(complaints.toFile())
            .start();

    assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(() -> read(complaints)).isZero();
  }

  private static boolean isInstalled() {
    String path = System.getenv().getOrDefault("PATH", "");
    boolean installed =
        Stream.of(path.split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    if (!installed) {
      System.out.println("SKIPPED: promtool is not on the PATH (Debian package prometheus)");
    }
    return installed;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
