package io.vdb.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server is killed, or told to stop, in the middle of concurrent writes. */
@Order(1)
final class KillIT {

  /** Small bounds, so that flushes and commits happen between the writes too. */
  private static final Map<String, String> BUSY_INDEX = Map.of("VDB_LIMITS_RECENT_POINTS", "300");

  private static final String COLLECTION = "/collections/killed";

  @RegisterExtension final Servers servers = Servers.forTest();

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void keepsEveryAcknowledgedWriteWhenItIsKilled() throws Exception {
    int cycles = Integer.getInteger("vdb.it.crash.cycles", 4);
    Random random = Seeds.random("vdb.it.crash.seed");
    Path data = Distribution.freshFolder("kill-data");
    WriteLoad load = new WriteLoad(COLLECTION, random);
    ServerProcess server = servers.start(data, BUSY_INDEX);
    RestClient client = server.client();
    client.put(COLLECTION, "{'vectors': {'size': 8, 'distance': 'Euclid'}}").result();

    for (int cycle = 1; cycle <= cycles; cycle++) {
      ServerProcess victim = server;
      load.runUntil(client, 100 + random.nextInt(400), victim::kill);
      client.close();
      server = servers.start(data, BUSY_INDEX);
      client = server.client();
      Map<Long, Stored> found = Stored.all(client, COLLECTION);
      assertThat(load.differences(found)).as("cycle %d", cycle).isEmpty();
      assertSearchable(client, found);
    }
    System.out.println(
        "killed " + cycles + " times within " + load.acknowledged() + " acknowledged writes");
    client.close();
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
    Map<Long, Stored> found = Stored.all(after, COLLECTION);
    assertThat(load.differences(found)).isEmpty();
    assertThat(
            new Samples(after.get("/metrics").text())
                .value("vdb_collection_segments{state=\"growing\"}"))
        .as("points in memory, which only a replay of the log could have put there")
        .isZero();
    assertThat(second.stop()).isZero();
    after.close();
  }

  @Test
  void keepsDeclaredPayloadIndexesWhenItIsKilled() throws Exception {
    Path data = Distribution.freshFolder("kill-schema");
    ServerProcess victim = servers.start(data, BUSY_INDEX);
    RestClient client = victim.client();
    client.put(COLLECTION, "{'vectors': {'size': 8, 'distance': 'Euclid'}}").result();
    String index = COLLECTION + "/index";
    client.put(index, "{'field_name': 'dropped', 'field_schema': 'keyword'}").result();
    client
        .put(
            index,
            "{'field_name': 'kept', 'field_schema': {'type': 'text', 'tokenizer': 'prefix'}}")
        .result();
    client.delete(index + "/dropped").result();
    victim.kill();
    client.close();

    RestClient after = servers.start(data, BUSY_INDEX).client();
    JsonNode schema = after.get(COLLECTION).result().path("payload_schema");
    assertThat(schema).hasSize(1);
    assertThat(schema.path("kept").path("params").path("tokenizer").asText())
        .isEqualTo("prefix");
    after.close();
  }

  /** Finds some of the points by their own vectors. */
  private static void assertSearchable(RestClient client, Map<Long, Stored> found)
      throws Exception {
    Iterator<Map.Entry<Long, Stored>> entries = found.entrySet().iterator();
    for (int i = 0; i < 20 && entries.hasNext(); i++) {
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
