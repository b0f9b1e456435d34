package io.vdb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartupTest {

  @TempDir Path data;

  @Test
  void saysThatAPortIsTakenAndReleasesTheData() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  VdbServer.start(
                      TestServer.config(
                          data, Map.of("vdb.rest-port", "" + taken.getLocalPort()))))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("--rest-port")
          .hasMessageNotContaining("\n");
    }
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.get("/readyz").status()).isEqualTo(200);
    }
  }

  @Test
  void saysThatTheDataIsInUse() {
    try (TestServer first = TestServer.start(data)) {
      assertThatThrownBy(() -> TestServer.start(data))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining(data.toString())
          .hasMessageNotContaining("\n");
      assertThat(first.get("/readyz").status()).isEqualTo(200);
    }
  }

  @Test
  void saysThatTheDataDirectoryCannotBeUsed() throws IOException {
    Path file = Files.createFile(data.resolve("file"));

    assertThatThrownBy(() -> TestServer.start(file))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void saysWhichBackendsThereAre() {
    assertThatThrownBy(
            () -> TestServer.start(data, Map.of("vdb.observability.backends", "prometeus")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("prometeus")
        .hasMessageContaining("prometheus");
  }

  @Test
  void startsWithoutABackendWhoseSettingsAreStillThereAndWarnsOnce() {
    Map<String, String> settings =
        Map.of(
            "vdb.observability.backends", "prometheus",
            "vdb.observability.settings.otel.some-key", "a-secret",
            "vdb.log.level", "warn");
    try (TestServer server = TestServer.start(data, settings)) {
      assertThat(
              server
                  .get("/admin/errors/recent?limit=1000")
                  .result()
                  .path("errors")
                  .findValuesAsText("message"))
          .filteredOn(message -> message.contains("not used"))
          .singleElement()
          .asString()
          .contains("vdb.observability.settings.otel.some-key")
          .contains("[prometheus]")
          .doesNotContain("a-secret");
    }
  }

  @Test
  void keepsDataFromOneRunToTheNext() {
    try (TestServer server = TestServer.start(data)) {
      server.createCollection("c", "Dot");
      server.upsert("c", "[{\"id\":1,\"vector\":[1,2,3,4],\"payload\":{\"a\":1}}]");
    }
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.get("/collections/c/points/1").result().toString())
          .isEqualTo("{\"id\":1,\"payload\":{\"a\":1},\"vector\":[1.0,2.0,3.0,4.0]}");
    }
  }

  @Test
  void stopsOnce() {
    TestServer server = TestServer.start(data);
    server.close();
    server.server().close();

    assertThatThrownBy(() -> server.get("/healthz")).isInstanceOf(RuntimeException.class);
  }
}
