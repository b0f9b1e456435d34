package io.vdb.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Await;
import io.vdb.it.server.Counts;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server is killed, or told to stop, in the middle of concurrent writes. */
@Order(1)
final class KillIT {

  /** Small bounds, so that flushes, merges and commits happen between the writes too. */
  private static final Map<String, String> BUSY_INDEX =
      Map.of(
          "VDB_LIMITS_RECENT_POINTS", "150",
          "VDB_LIMITS_LOG_BYTES", "128KiB",
          "VDB_LIMITS_REQUEST_TIMEOUT", "5m",
          "VDB_LOG_LEVELS", "io.vdb.server.requests=warn");

  private static final String COLLECTION = "/collections/killed";
  private static final int MOST_PAUSES = 5;
  private static final int MOST_MICROS = 5_000;
  private static final Duration PAUSE =
      Duration.ofSeconds(Integer.getInteger("vdb.it.pause.seconds", 1));

  @RegisterExtension final Servers servers = Servers.forTest();

  /** Manifests of indexes that were found, each of which is a commit. */
  private final Set<String> commits = new HashSet<>();

  private double merges;
  private int pauses;

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void keepsEveryAcknowledgedWriteWhenItIsKilled() throws Exception {
    int cycles = Integer.getInteger("vdb.it.crash.cycles", 30);
    Random random = Seeds.random("vdb.it.crash.seed");
    Path data = Distribution.freshFolder("kill-data");
    WriteLoad load = new WriteLoad(COLLECTION, random);
    SnapshotActor snapshots = new SnapshotActor(data, new Random(random.nextLong()));
    load.add(snapshots);
    load.add(new AliasActor());
    load.add(new IndexActor(COLLECTION, new Random(random.nextLong())));
    ServerProcess server = servers.start(data, BUSY_INDEX);
    RestClient client = server.client();
    client.put(COLLECTION, "{'vectors': {'size': 8, 'distance': 'Euclid'}}").result();
    SnapshotActor.prepare(client);
    AliasActor.prepare(client);

    for (int cycle = 1; cycle <= cycles; cycle++) {
      boolean pause = cycle % Math.max(10, cycles / MOST_PAUSES) == 1;
      ServerProcess victim = server;
      RestClient witness = client;
      load.runUntil(
          client,
          30 + random.nextInt(120),
          () -> {
            if (pause) {
              pause(victim, witness, load);
            }
            merges += merges(witness);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(MOST_MICROS)); // not just behind an answer
            victim.kill();
          });
      client.close();
      countCommits(data);
      server = servers.start(data, BUSY_INDEX);
      client = server.client();
      assertThat(load.settle(client)).as("cycle %d", cycle).isEmpty();
      assertSearchable(client, Stored.all(client, COLLECTION));
    }
    client.close();
    Counts.of("kill -9 of a server")
        .with("kills", cycles)
        .with("acknowledged requests", load.acknowledged())
        .with("commits found", commits.size())
        .with("merges that ended", (long) merges)
        .with("snapshots restored and compared", snapshots.compared())
        .with("pauses", pauses)
        .with("length of a pause", PAUSE.toSeconds() + " s")
        .with("acknowledged requests lost", 0)
        .report();
    assertThat(commits).as("commits").hasSizeGreaterThan(cycles / 3);
    assertThat(merges).as("merges, where somebody looked").isPositive();
  }

  /** The machine stops for a while, as machines of others do, and then everything goes on. */
  private void pause(ServerProcess server, RestClient client, WriteLoad load) throws Exception {
    server.signal("STOP");
    TimeUnit.SECONDS.sleep(PAUSE.toSeconds());
    int before = load.acknowledged();
    server.signal("CONT");
    var _ = Await.until(load::acknowledged, now -> now > before + 50, Duration.ofMinutes(2));
    assertThat(client.get("/healthz").status()).isEqualTo(200);
    pauses++;
  }

  private static double merges(RestClient client) throws Exception {
    return new Samples(client.get("/metrics").text())
        .value("vdb_worker_runs_total{worker=\"compaction\",status=\"success\"}");
  }

  private void countCommits(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("collections"))) {
      for (Path file : files.filter(path -> path.endsWith("index/manifest")).toList()) {
        commits.add(Files.readString(file));
      }
    }
  }

  @Test
  void keepsEveryAcknowledgedWriteWhenItIsToldToStop() throws Exception {
    Random random = Seeds.random("vdb.it.crash.seed");
    Path data = Distribution.freshFolder("stop-data");
    WriteLoad load = new WriteLoad(COLLECTION, random);
    ServerProcess first = servers.start(data, BUSY_INDEX);
    RestClient client = first.client();
    client.put(COLLECTION, "{'vectors': {'size': 8, 'distance': 'Euclid'}}").result();
    load.runUntil(client, 300, first::terminate);
    client.close();
    assertThat(first.awaitExit()).isZero();
    assertThat(first.wholeLog()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));

    ServerProcess second = servers.start(data, BUSY_INDEX);
    RestClient after = second.client();
    assertThat(load.settle(after)).isEmpty();
    assertThat(
            new Samples(after.get("/metrics").text())
                .value("vdb_collection_segments{state=\"growing\"}"))
        .as("points in memory, which only a replay of the log could have put there")
        .isZero();
    assertThat(second.stop()).isZero();
    after.close();
  }

  /** Finds some of the points by their own vectors. */
  private static void assertSearchable(RestClient client, Map<Long, Stored> found)
      throws Exception {
    Iterator<Map.Entry<Long, Stored>> entries = found.entrySet().iterator();
    for (int i = 0; i < 5 && entries.hasNext(); i++) {
      Map.Entry<Long, Stored> entry = entries.next();
      JsonNode nearest =
          client
              .sendValue(
                  "POST",
                  COLLECTION + "/points/query",
                  Map.of("query", entry.getValue().vector(), "limit", 1))
              .result()
              .path("points")
              .path(0);
      assertThat(nearest.path("id").asLong()).isEqualTo(entry.getKey());
      assertThat(nearest.path("score").floatValue()).isZero();
    }
  }
}
