package io.vdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vdb.server.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyCommandTest {

  private static final String KEY = "the-key-of-the-administrator";

  @TempDir private Path folder;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @SuppressWarnings("NullAway.Init") // before each test
  private TestServer server;

  @BeforeEach
  void start() {
    server =
        TestServer.start(
            data(), Map.of("vdb.index", "lucene", "vdb.security.admin-key", KEY));
    server.createCollection("docs", "Dot");
    server.upsert(
        "docs",
        "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"a\":1}},{\"id\":2,\"vector\":[1,2,3,4]}]");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path data() {
    return folder.resolve("data");
  }

  private int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.run(
        args,
        Map.of("VDB_SECURITY_ADMIN_KEY", KEY),
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }

  private int live(String... more) {
    List<String> args = new ArrayList<>(List.of("verify"));
    args.addAll(List.of(more));
    args.addAll(List.of("--url", server.uri("").toString()));
    return run(args.toArray(String[]::new));
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void looksAtARunningServer() throws Exception {
    assertThat(live("all", "--json")).as(out.toString() + err).isZero();
    assertThat(json().path("sound").asBoolean()).isTrue();
    assertThat(json().path("checks"))
        .anySatisfy(
            check -> {
              assertThat(check.path("check").asText()).isEqualTo("log");
              assertThat(check.path("subject").asText()).isEqualTo("docs");
              assertThat(check.path("outcome").asText()).isEqualTo("ok");
            });
    assertThat(server.get("/metrics").body())
        .contains("vdb_verify_checks_total{check=\"log\",outcome=\"ok\"} 1")
        .contains("vdb_verify_findings_total{check=\"log\"} 0")
        .contains("vdb_worker_runs_total{worker=\"integrity\",status=\"success\"} 1");
    assertThat(live("aliases", "--collection", "docs")).isZero();
    assertThat(out.toString()).contains("alias_target").contains("whole: 3 checks, 0 findings");
    assertThat(live("all", "--collection", "absent")).isEqualTo(1);
    assertThat(err.toString()).contains("404").contains("absent");
  }

  @Test
  void needsTheKeyOfTheAdministration() {
    assertThat(live("aliases", "--admin-key", "not-the-right-key")).isEqualTo(1);
    assertThat(err.toString()).contains("401").doesNotContain("not-the-right-key");
  }

  @Test
  void looksAtADirectoryThatNoServerUses() throws Exception {
    assertThat(run("verify", "all", "--data", data().toString())).isEqualTo(1);
    assertThat(err.toString()).contains("in use");
    server.close();
    assertThat(run("verify", "all", "--data", data().toString())).as(out + "" + err).isZero();
    assertThat(out.toString()).contains("ok ").contains("whole: ");

    Path file;
    try (Stream<Path> files = Files.walk(data())) {
      file = files.filter(one -> one.toString().endsWith(".vec")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    int middle = bytes.length / 2;
    bytes[middle] = (byte) (bytes[middle] ^ 8);
    Files.write(file, bytes);
    assertThat(run("verify", "data", "--data", data().toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("FAILED")
        .contains(String.valueOf(file.getFileName()))
        .contains("NOT whole: ");
    assertThat(run("verify", "data", "--data", data().toString(), "--json")).isEqualTo(1);
    assertThat(json().path("sound").asBoolean()).isFalse();
    assertThat(json().path("found").asInt()).isEqualTo(1);
  }

  @Test
  void refusesWrongOptions() {
    assertThat(run("verify")).isEqualTo(2);
    assertThat(run("verify", "everything")).isEqualTo(2);
    assertThat(err.toString()).contains("everything");
    assertThat(run("verify", "all", "--sample", "0")).isEqualTo(2);
  }
}
