package io.vdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vdb.server.TestServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {

  private static final String KEY = "the-key-for-everything";

  @TempDir private Path folder;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @SuppressWarnings("NullAway.Init") // before each test
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(folder.resolve("data"), Map.of("vdb.security.api-key", KEY));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.run(args, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private ObjectNode checks() throws Exception {
    ObjectNode checks = new ObjectMapper().createObjectNode();
    new ObjectMapper()
        .readTree(out.toString())
        .path("checks")
        .forEach(check -> checks.set(check.path("check").asText(), check));
    return checks;
  }

  @Test
  void looksAtARunningServer() throws Exception {
    int code =
        run(
            "doctor", "--url", server.uri("").toString(), "--api-key", KEY, "--grpc-port",
            Integer.toString(server.grpc().getPort()), "--interval", "0", "--json");
    ObjectNode checks = checks();
    for (String well : new String[] {"server", "health.database", "clock", "grpc"}) {
      assertThat(checks.path(well).path("level").asText()).as(well).isEqualTo("ok");
    }
    for (String there : new String[] {"file_handles", "mmap_count", "swap", "data", "heap"}) {
      assertThat(checks.has(there)).as(there).isTrue();
    }
    assertThat(checks.path("data").path("found").asText())
        .contains(folder.resolve("data").toString());
    boolean problem = checks.findValuesAsText("level").contains("problem");
    assertThat(code).isEqualTo(problem ? 1 : 0);
  }

  @Test
  void printsLinesWithWhatToChange() {
    assertThat(run("doctor", "--url", server.uri("").toString(), "--interval", "0")).isEqualTo(1);
    assertThat(out.toString()).contains("problem  server").contains("-> ").contains("problems: ");
    assertThat(out.toString()).contains("VDB_SECURITY_API_KEY").doesNotContain(KEY);
  }

  @Test
  void refusesWrongOptions() {
    assertThat(run("doctor", "--grpc-port", "0")).isEqualTo(2);
    assertThat(run("doctor", "--interval", "-1")).isEqualTo(2);
    assertThat(run("doctor", "--prometheus", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("--prometheus");
  }
}
