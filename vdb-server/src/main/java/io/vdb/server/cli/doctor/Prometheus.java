package io.vdb.server.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/** Asks a Prometheus what it has measured. */
final class Prometheus {

  private static final String CPU =
      "max(1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[5m])))";
  private static final String MEMORY =
      "max(1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)";
  private static final String QUERIES =
      "histogram_quantile(0.95, sum by (le)"
          + " (rate(vdb_query_duration_seconds_bucket{stage=\"total\"}[5m])))";

  private final HttpProbe probe;

  Prometheus(HttpProbe probe) {
    this.probe = probe;
  }

  /** Returns the figures of the worst machine, over the last five minutes. */
  LoadChecks.Figures figures() throws IOException, InterruptedException {
    return new LoadChecks.Figures(query(CPU), query(MEMORY), query(QUERIES));
  }

  /** Returns what a query results in; absent where that is nothing, or no number. */
  private OptionalDouble query(String query) throws IOException, InterruptedException {
    HttpProbe.Answer answer =
        probe.get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    JsonNode told = answer.json();
    if (answer.status() != 200 || !told.path("status").asText().equals("success")) {
      throw new IOException(
          "it answered " + answer.status() + " " + told.path("error").asText("without a reason"));
    }
    String value = told.at("/data/result/0/value/1").asText("");
    try {
      double number = Double.parseDouble(value);
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
