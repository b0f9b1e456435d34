package io.vdb.it.observed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.Json;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LogLinesIT {

  @RegisterExtension final Servers servers = Servers.forTest();

  @Test
  void writesOneJsonObjectPerLineFromStartToEnd() throws Exception {
    ServerProcess server =
        servers.start(
            Distribution.freshFolder("log-data"), Map.of("VDB_SERVICE_NAME", "log-lines"));
    server.client().get("/healthz");
    assertThat(server.stop()).isZero();

    List<JsonNode> lines =
        server.wholeLog().stream()
            .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
            .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    assertThat(lines).isNotEmpty();
    for (JsonNode line : lines) {
      assertThat(OffsetDateTime.parse(line.path("timestamp").asText()).getYear())
          .isGreaterThan(2000);
      assertThat(line.path("level").asText()).isIn("TRACE", "DEBUG", "INFO", "WARN", "ERROR");
      assertThat(line.path("message").asText()).isNotEmpty();
      assertThat(line.path("logger").asText()).isNotEmpty();
      assertThat(line.path("thread").asText()).isNotEmpty();
      assertThat(line.path("service_name").asText()).isEqualTo("log-lines");
      assertThat(line.path("version").asText()).isEqualTo(Distribution.version());
    }
    assertThat(lines).noneMatch(line -> line.path("level").asText().equals("ERROR"));
  }

  @Test
  void writesTextOnRequest() throws Exception {
    ServerProcess server =
        servers.start(Distribution.freshFolder("log-text-data"), Map.of("VDB_LOG_FORMAT", "text"));
    assertThat(server.stop()).isZero();
    assertThat(server.wholeLog()).isNotEmpty().noneMatch(line -> line.startsWith("{"));
  }
}
