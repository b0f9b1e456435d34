package io.vdb.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server is killed while aliases change: each batch is there as a whole or not at all. */
final class AliasKillIT {

  @RegisterExtension final Servers servers = Servers.forTest();

  @Test
  @Timeout(300)
  void keepsEveryAcknowledgedBatchAndNoHalfOfOne() throws Exception {
    int kills = Integer.getInteger("vdb.it.alias.kills", 3);
    Random random = Seeds.random("vdb.it.crash.seed");
    Path data = Distribution.freshFolder("alias-kill-data");
    ServerProcess server = servers.start(data);
    RestClient client = server.client();
    for (String name : new String[] {"v0", "v1"}) {
      client.put("/collections/" + name, "{'vectors': {'size': 1, 'distance': 'Dot'}}").result();
    }
    assertThat(update(client, 0)).isTrue();
    int acknowledged = 0;
    for (int kill = 0; kill < kills; kill++) {
      acknowledged = updateUntilKilled(server, client, acknowledged, 20 + random.nextInt(60));
      client.close();
      server = servers.start(data);
      client = server.client();
      Map<String, String> found = aliases(client);
      if (!found.equals(state(acknowledged))) {
        acknowledged++; // nobody heard of the last batch, and it took place
        assertThat(found).as("after kill %d", kill).isEqualTo(state(acknowledged));
      }
      assertThat(client.get("/collections/a").status()).isEqualTo(200);
    }
    System.out.println(
        "killed " + kills + " times within " + acknowledged + " batches of aliases");
    client.close();
  }

  /** Batch after batch; returns the number of the last one that was acknowledged. */
  private static int updateUntilKilled(
      ServerProcess server, RestClient client, int from, int batches) throws Exception {
    CountDownLatch left = new CountDownLatch(batches);
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> last =
          thread.submit(
              () -> {
                int done = from;
                try {
                  while (update(client, done + 1)) {
                    done++;
                    left.countDown();
                  }
                } finally {
                  while (left.getCount() > 0) {
                    left.countDown(); // the test must not wait for what will not come
                  }
                }
                return done;
              });
      left.await();
      server.kill();
      return last.get();
    }
  }

  /** Two aliases change places, and a third one gets another name. */
  private static boolean update(RestClient client, int number) throws InterruptedException {
    String rename =
        number == 0
            ? "{'create_alias': {'alias_name': 'n0', 'collection_name': 'v0'}}"
            : "{'rename_alias': {'old_alias_name': 'n" + (number - 1) + "', 'new_alias_name': 'n"
                + number + "'}}";
    String actions =
        "{'actions': [" + create("a", number % 2) + ", " + rename + ", "
            + create("b", (number + 1) % 2) + "]}";
    try {
      client.post("/collections/aliases", actions).result();
      return true;
    } catch (IOException killed) {
      return false;
    }
  }

  private static String create(String alias, int collection) {
    return "{'create_alias': {'alias_name': '" + alias + "', 'collection_name': 'v" + collection
        + "'}}";
  }

  /** What there is after a batch. */
  private static Map<String, String> state(int number) {
    return Map.of("a", "v" + number % 2, "b", "v" + (number + 1) % 2, "n" + number, "v0");
  }

  private static Map<String, String> aliases(RestClient client) throws Exception {
    Map<String, String> aliases = new TreeMap<>();
    for (JsonNode alias : client.get("/aliases").result().path("aliases")) {
      aliases.put(alias.path("alias_name").asText(), alias.path("collection_name").asText());
    }
    return aliases;
  }
}
