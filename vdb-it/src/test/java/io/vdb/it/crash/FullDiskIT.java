package io.vdb.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Answer;
import io.vdb.it.server.Await;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server on a real file system of limited size, which fills up and gets room again. */
final class FullDiskIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String COLLECTION = "/collections/full";
  private static final int BALLAST_BYTES = 12 << 20;

  @RegisterExtension final Servers servers = Servers.forTest();

  /** The number in the payload of each point that was acknowledged. */
  private final Map<Long, Long> acknowledged = new HashMap<>();

  /** The same of those that are to be there when writes are taken again. */
  private final Map<Long, Long> inLogOnly = new HashMap<>();

  private final Random random = new Random(7);

  @Test
  void isReadOnlyWhileTheDiskIsFullAndTakesWritesAgainByItself() throws Exception {
    Path disk = Distribution.freshFolder("full-disk");
    mount(disk);
    try {
      fillAndMakeRoom(disk);
    } finally {
      ProgramRun.of(PATIENCE, new ProcessBuilder("umount", "--lazy", disk.toString()));
    }
  }

  private static void mount(Path disk) throws Exception {
    if (!Path.of("/proc/mounts").toFile().exists()) {
      OutsideTools.skip("a file system of limited size can be had on Linux only");
    }
    ProgramRun mounted =
        ProgramRun.of(
            PATIENCE,
            new ProcessBuilder(
                "mount", "-t", "tmpfs", "-o", "size=26m", "tmpfs", disk.toString()));
    if (mounted.exitCode() != 0) {
      OutsideTools.skip("no file system can be mounted here: " + mounted.err());
    }
  }

  private void fillAndMakeRoom(Path disk) throws Exception {
    Path ballast = disk.resolve("ballast");
    Files.write(ballast, new byte[BALLAST_BYTES]);
    Path data = disk.resolve("data");
    ServerProcess server = servers.start(data, Map.of("VDB_LIMITS_RECENT_POINTS", "300"));
    RestClient client = server.client();
    client.put(COLLECTION, "{'vectors': {'size': 4, 'distance': 'Euclid'}}").result();
    Answer refused = write(client);
    while (refused.status() == 200) {
      refused = write(client);
    }
    assertThat(refused.status()).as(refused.text()).isEqualTo(503);
    assertThat(refused.error()).contains("takes no more writes").contains("make room on the disk");
    assertReadOnly(client);
    compare(client);

    Files.delete(ballast);
    acknowledged.putAll(inLogOnly);
    Answer _ =
        Await.until(() -> write(client), answer -> answer.status() == 200, PATIENCE);
    Samples metrics = new Samples(client.get("/metrics").text());
    assertThat(metrics.value("vdb_collection_read_only{collection=\"full\"}")).isZero();
    compare(client);
    server.awaitLogLines(
        lines -> lines.stream().anyMatch(line -> line.contains("takes writes again after")));
    client.close();
    assertThat(server.stop()).isZero();

    ServerProcess again = servers.start(data);
    try (RestClient after = again.client()) {
      compare(after);
      assertThat(write(after).status()).isEqualTo(200);
    }
    assertThat(again.stop()).isZero();
  }

  private static void assertReadOnly(RestClient client) throws Exception {
    assertThat(client.get(COLLECTION).result().path("status").asText()).isEqualTo("red");
    Answer health =
        Await.until(
            () -> client.get("/health/detailed"),
            answer -> answer.json().path("status").asText().equals("degraded"),
            PATIENCE);
    assertThat(health.status()).isEqualTo(200);
    JsonNode checks = health.json().path("checks");
    assertThat(checks.path("database").path("reason").asText()).contains("full");
    assertThat(checks.path("disk").path("reason").asText()).contains("no_space");
    Samples metrics = new Samples(client.get("/metrics").text());
    assertThat(metrics.value("vdb_collection_read_only{collection=\"full\"}")).isEqualTo(1);
    assertThat(metrics.sum("vdb_storage_faults_total")).isPositive();
    assertThat(metrics.value("vdb_health_status{component=\"disk\",state=\"degraded\"}"))
        .isEqualTo(1);
  }

  /** Writes a few points, each of which takes much room. */
  private Answer write(RestClient client) throws Exception {
    Map<Long, Long> points = new HashMap<>();
    StringBuilder json = new StringBuilder("{'points': [");
    for (int i = 0; i < 10; i++) {
      long id = random.nextInt(5_000);
      if (points.containsKey(id)) {
        continue;
      }
      long number = random.nextInt(1_000_000);
      json.append(points.isEmpty() ? "" : ",")
          .append("{'id': ")
          .append(id)
          .append(", 'vector': [1, 2, 3, ")
          .append(number)
          .append("], 'payload': {'number': ")
          .append(number)
          .append(", 'text': '")
          .append(Long.toHexString(random.nextLong()).repeat(1_000))
          .append("'}}");
      points.put(id, number);
    }
    Answer answer = client.put(COLLECTION + "/points?wait=true", json.append("]}").toString());
    if (answer.status() == 200) {
      acknowledged.putAll(points);
    } else if (answer.text().contains("takes place then")) {
      inLogOnly.putAll(points);
    }
    return answer;
  }

  private void compare(RestClient client) throws Exception {
    Map<Long, Long> found = new HashMap<>();
    for (Map.Entry<Long, Stored> point : Stored.all(client, COLLECTION).entrySet()) {
      long number = point.getValue().payload().path("number").asLong();
      assertThat(point.getValue().vector().getLast()).isEqualTo((float) number);
      found.put(point.getKey(), number);
    }
    assertThat(found).isEqualTo(acknowledged);
  }
}
