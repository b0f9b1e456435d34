package io.vdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vdb.server.VdbServer;
import io.vdb.server.cli.source.VectorFiles;
import io.vdb.server.config.ServerConfig;
import io.vdb.server.tls.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands with the real server behind them. */
final class WholeProgramTest {

  @TempDir private Path folder = Path.of("");
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, environment, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void demoLoadsSearchesReportsAndStops() throws IOException {
    Path report = folder.resolve("report.json");
    Path kept = folder.resolve("kept");
    int code =
        run(
            "demo", "--once", "--rows", "200", "--dim", "16", "--rest-port", "0", "--grpc-port",
            "0", "--report", report.toString(), "--keep", kept.toString());
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("200 made-up vectors of 16 components")
        .contains("recall@10")
        .contains("only where cluster = cluster-7")
        .contains("/metrics")
        .contains("curl -s");
    JsonNode figures = new ObjectMapper().readTree(report.toFile());
    assertThat(figures.path("rows").asInt()).isEqualTo(200);
    assertThat(figures.at("/recall/value").asDouble()).isGreaterThan(0.95);
    assertThat(figures.at("/median_cost/distance_computations").asLong()).isPositive();
    assertThat(figures.at("/latency_seconds/p50").asDouble()).isPositive();
    assertThat(figures.at("/shown/0/neighbours")).hasSize(10);
    assertThat(kept.resolve("data")).isDirectory();
  }

  @Test
  void demoSaysThatThePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(run("demo", "--once", "--rows", "10", "--grpc-port", "0", "--rest-port", port))
          .isEqualTo(1);
      assertThat(err.toString().strip()).startsWith("vdb: ").contains(port).hasLineCount(1);
    }
  }

  @Test
  void serveRefusesWrongConfigurationWithOneLineForEachProblem() throws IOException {
    Path config =
        Files.writeString(folder.resolve("v.yaml"), "vdb:\n  rest-prot: 1\n  durability: maybe\n");
    assertThat(run("serve", "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("vdb: "));
    assertThat(err.toString()).contains("rest-prot").contains("maybe");
  }

  @Test
  void importFillsCollectionThatAnswersWithTheRows() throws Exception {
    Path file = VectorFiles.idxBytes(folder.resolve("images"), 60, 2, 2);
    ServerConfig config =
        ServerConfig.with(
            Map.of(
                "vdb.data", folder.resolve("data").toString(),
                "vdb.rest-port", "0",
                "vdb.grpc-port", "0",
                "vdb.log.level", "error"));
    try (VdbServer server = VdbServer.start(config)) {
      String url = server.restUri().toString();
      String[] command = {"import", "--url", url, "--collection", "c", "--batch", "7",
        file.toString()};
      assertThat(run(command)).isZero();
      assertThat(run(command)).isZero();
      assertThat(out.toString()).contains("the collection has 60 points (60 before)");
      assertThat(get(url + "/collections/c/points/59")).contains("[236.0,237.0,238.0,239.0]");
      assertThat(get(url + "/collections/c")).contains("\"points_count\":60");
    }
  }

  @Test
  void importShowsItsKeyAndBelievesTheCertificateThatItIsTold() throws Exception {
    Path file = VectorFiles.idxBytes(folder.resolve("images"), 6, 2, 2);
    TestCertificate own = TestCertificate.create(folder, "own", "EC");
    Path authorities = own.writeCertificate(folder.resolve("cert.pem"));
    Path key = Files.writeString(folder.resolve("key"), "the-key-for-everything\n");
    ServerConfig config =
        ServerConfig.with(
            Map.of(
                "vdb.data", folder.resolve("data").toString(),
                "vdb.rest-port", "0",
                "vdb.grpc-port", "0",
                "vdb.security.api-key-file", key.toString(),
                "vdb.tls.cert-file", authorities.toString(),
                "vdb.tls.key-file", own.writeKey(folder.resolve("key.pem")).toString(),
                "vdb.log.level", "error"));
    try (VdbServer server = VdbServer.start(config)) {
      String[] command = {
        "import", "--url", server.restUri().toString(), "--collection", "c", "--ca-file",
        authorities.toString(), file.toString()
      };
      assertThat(run(command)).isEqualTo(1);
      assertThat(err.toString()).contains("401", "Must provide an API key");
      environment.put("VDB_SECURITY_API_KEY_FILE", key.toString());
      assertThat(run(command)).isZero();
      environment.clear();
      String[] withKey = Arrays.copyOf(command, command.length + 2);
      withKey[command.length] = "--api-key";
      withKey[command.length + 1] = "the-key-for-everything";
      assertThat(run(withKey)).isZero();
      assertThat(out.toString()).contains("the collection has 6 points (6 before)");
    }
  }

  private static String get(String address) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }
}
