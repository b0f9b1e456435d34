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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SnapshotCommandsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @SuppressWarnings("NullAway.Init") // before each test
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(folder.resolve("data"), Map.of("vdb.index", "lucene"));
    server.createCollection("docs", "Dot");
    server.upsert("docs", "[{\"id\":1,\"vector\":[1,2,3,4]},{\"id\":2,\"vector\":[1,2,3,4]}]");
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

  private String url() {
    return server.uri("").toString();
  }

  private JsonNode json() throws IOException {
    return JSON.readTree(out.toString());
  }

  private Path create() throws IOException {
    assertThat(run("snapshot", "create", "--url", url(), "--collection", "docs", "--json"))
        .as(err.toString())
        .isZero();
    return folder.resolve("data/snapshots/docs").resolve(json().path("name").asText());
  }

  @Test
  void showsAServerTheKeyThatItWants() {
    String key = "a-key-of-the-whole-api";
    server.close();
    server =
        TestServer.start(
            folder.resolve("guarded"),
            Map.of("vdb.index", "lucene", "vdb.security.api-key", key));

    assertThat(run("snapshot", "create", "--url", url(), "--full")).isNotZero();
    assertThat(err.toString()).contains("the server answered 401");
    assertThat(run("snapshot", "create", "--url", url(), "--full", "--api-key", key))
        .as(err.toString())
        .isZero();
    assertThat(run("snapshot", "list", "--url", url(), "--full", "--api-key", key, "--json"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("full-snapshot");
  }

  @Test
  void createsListsVerifiesAndRestores() throws IOException {
    Path file = create();
    assertThat(run("snapshot", "list", "--url", url(), "--collection", "docs")).isZero();
    assertThat(out.toString()).contains(String.valueOf(file.getFileName())).contains("sha256 ");
    assertThat(run("snapshot", "list", "--url", url(), "--collection", "docs", "--json")).isZero();
    assertThat(json()).hasSize(1);
    assertThat(run("snapshot", "verify", file.toString())).isZero();
    assertThat(out.toString())
        .contains("valid, a collection snapshot")
        .contains("collection \"docs\" up to operation 1");
    assertThat(
            run("snapshot", "restore", "--url", url(), "--collection", "copy", file.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString().strip()).isEqualTo("restored copy");
    assertThat(
            server
                .post("/collections/copy/points/count", "{}")
                .result()
                .path("count")
                .asInt())
        .isEqualTo(2);
  }

  @Test
  void restoresEverythingIntoANewFolder() throws IOException {
    assertThat(
            server
                .post(
                    "/collections/aliases",
                    "{\"actions\":[{\"create_alias\":{\"alias_name\":\"name\","
                        + "\"collection_name\":\"docs\"}}]}")
                .status())
        .isEqualTo(200);
    assertThat(run("snapshot", "create", "--url", url(), "--full", "--json")).isZero();
    Path file = folder.resolve("data/snapshots").resolve(json().path("name").asText());
    assertThat(run("snapshot", "list", "--url", url(), "--full")).isZero();
    assertThat(out.toString()).startsWith("full-snapshot-");
    Path target = folder.resolve("new");
    assertThat(run("snapshot", "restore", "--data", target.toString(), file.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString().strip()).isEqualTo("restored docs");
    try (TestServer restored = TestServer.start(target, Map.of("vdb.index", "lucene"))) {
      assertThat(
              restored
                  .post("/collections/name/points/count", "{}")
                  .result()
                  .path("count")
                  .asInt())
          .isEqualTo(2);
    }
    assertThat(run("snapshot", "restore", "--data", target.toString(), file.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("empty database");
    assertThat(
            run(
                "snapshot", "restore", "--data", folder.resolve("data").toString(),
                file.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("in use");
  }

  @Test
  void tellsDamageByItsExitCode() throws IOException {
    Path file = create();
    assertThat(run("snapshot", "verify", "--json", file.toString())).isZero();
    assertThat(json().path("valid").asBoolean()).isTrue();
    assertThat(json().path("collections").get(0).path("name").asText()).isEqualTo("docs");
    String sha256 = json().path("sha256").asText();
    assertThat(run("snapshot", "verify", "--checksum", sha256, file.toString())).isZero();
    assertThat(run("snapshot", "verify", "--checksum", "0".repeat(64), file.toString()))
        .isEqualTo(1);
    assertThat(out.toString()).contains("NOT valid: the checksum of the file is " + sha256);

    Path checksum = file.resolveSibling(file.getFileName() + ".checksum");
    Files.writeString(checksum, "1".repeat(64) + "  x");
    assertThat(run("snapshot", "verify", file.toString())).isEqualTo(1);
    Files.delete(checksum);
    assertThat(run("snapshot", "verify", file.toString())).isZero();

    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Path damaged = Files.write(folder.resolve("damaged.snapshot"), content);
    assertThat(run("snapshot", "verify", "--json", file.toString(), damaged.toString()))
        .isEqualTo(1);
    assertThat(out.toString().lines()).hasSize(2);
    JsonNode second = JSON.readTree(out.toString().lines().skip(1).findFirst().orElseThrow());
    assertThat(second.path("valid").asBoolean()).isFalse();
    assertThat(second.path("error").asText()).contains("is damaged");
    assertThat(
            run("snapshot", "restore", "--url", url(), "--collection", "x", damaged.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).startsWith("vdb: snapshot `damaged.snapshot` is damaged");
    assertThat(run("snapshot", "verify", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("none (NoSuchFileException)");
  }

  @Test
  void refusesWrongOptions() {
    assertThat(run("snapshot")).isEqualTo(2);
    assertThat(err.toString()).contains("a command is missing: create, list, verify, restore");
    assertThat(run("snapshot", "create")).isEqualTo(2);
    assertThat(err.toString()).contains("either --collection or --full");
    assertThat(run("snapshot", "create", "--collection", "x", "--full")).isEqualTo(2);
    assertThat(run("snapshot", "verify")).isEqualTo(2);
    assertThat(run("snapshot", "verify", "--checksum", "x", "file")).isEqualTo(2);
    assertThat(run("snapshot", "restore", "file")).isEqualTo(2);
    assertThat(err.toString()).contains("either --collection or --data");
    assertThat(run("snapshot", "create", "--url", url(), "--collection", "absent")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "the server answered 404 to POST /collections/absent/snapshots: "
                + "Not found: Collection `absent` doesn't exist!");
    assertThat(run("snapshot", "create", "--url", "http://127.0.0.1:1", "--full")).isEqualTo(1);
    assertThat(err.toString()).contains("no answer from http://127.0.0.1:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "list", "verify", "restore"})
  void everyCommandHasHelpWithExamples(String command) {
    assertThat(run("snapshot", command, "--help")).isZero();
    assertThat(out.toString())
        .startsWith("Usage: vdb snapshot " + command)
        .contains("Options:")
        .contains("Example");
  }
}
