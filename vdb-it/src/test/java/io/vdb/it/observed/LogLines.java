package io.vdb.it.observed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines of a log in JSON, as tests look at them. */
final class LogLines {

  private static final String COMPLETED = "request completed";

  private LogLines() {}

  /** Returns the lines that are JSON. */
  static List<JsonNode> parse(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("{"))
        .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  /** Returns the lines that requests have left at their end. */
  static List<JsonNode> completions(List<String> lines) {
    return parse(lines.stream().filter(line -> line.contains(COMPLETED)).toList());
  }

  /** Returns those of one request. */
  static List<JsonNode> completions(List<String> lines, String correlationId) {
    return completions(lines).stream()
        .filter(line -> line.path("correlation_id").asText().equals(correlationId))
        .toList();
  }
}
