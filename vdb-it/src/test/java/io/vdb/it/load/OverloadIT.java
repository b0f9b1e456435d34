package io.vdb.it.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many more clients than a server with few places takes, over both protocols. It refuses most, in
 * order, and serves the others; later all is as before; and when it stops in the middle of it, every
 * write that it acknowledged is there.
 */
@Timeout(300)
final class OverloadIT {

  private static final String COLLECTION = "overloaded";
  private static final int CLIENTS_OF_EACH_PROTOCOL = 8;

  /** So few places that the clients are at least four times what is taken at once. */
  private static final Map<String, String> FEW_PLACES =
      Map.of(
          "VDB_LIMITS_SEARCH_THREADS", "1",
          "VDB_LIMITS_SEARCH_QUEUE", "1",
          "VDB_LIMITS_CONCURRENT_WRITES", "1",
          "VDB_LIMITS_WRITE_QUEUE", "1");

  @RegisterExtension final Servers servers = Servers.forTest();

  @Test
  void refusesWhatIsTooMuchServesTheRestAndLosesNothingWhenItStops() throws Exception {
    Path data = Distribution.freshFolder("overload-data");
    Tally tally = new Tally(100, 25);
    Tally last = new Tally(100, 25);
    ServerProcess server = servers.start(data, FEW_PLACES);
    try (RestClient client = server.client()) {
      client
          .put(
              "/collections/" + COLLECTION,
              "{'vectors': {'size': " + Client.DIMENSION + ", 'distance': 'Euclid'}}")
          .result();
      AtomicBoolean over = new AtomicBoolean();
      run(
          server,
          client,
          tally,
          1,
          over,
          () -> {
            assertServesProbes(client);
            over.set(true);
          });
      assertRecovered(client, tally);
      run(
          server,
          client,
          last,
          1 + 2 * CLIENTS_OF_EACH_PROTOCOL,
          new AtomicBoolean(),
          server::terminate); // the clients end when they find it gone
    }
    assertThat(server.awaitExit()).isZero();
    assertThat(server.wholeLog())
        .as("a line about refusals")
        .anyMatch(line -> line.contains("requests were refused to keep the rest going"))
        .noneMatch(line -> line.contains("\"level\":\"ERROR\""));

    try (RestClient client = servers.start(data).client()) {
      Set<Long> found = ids(client);
      assertThat(found).containsAll(tally.acknowledged()).containsAll(last.acknowledged());
      assertThat(found).doesNotContainAnyElementsOf(tally.refused());
      assertThat(found).doesNotContainAnyElementsOf(last.refused());
      Set<Long> unexpected = new HashSet<>(found);
      Stream.of(tally.acknowledged(), last.acknowledged(), last.unsure())
          .forEach(unexpected::removeAll);
      assertThat(unexpected).isEmpty();
      System.out.println(
          "overload: " + (tally.acknowledged().size() + last.acknowledged().size())
              + " writes acknowledged and kept, "
              + (tally.refused().size() + last.refused().size()) + " refused, "
              + last.unsure().size() + " without an answer when the server stopped");
    }
  }

  /** What is done once there has been enough of everything. */
  private interface Ending {
    void end() throws Exception;
  }

  private static void run(
      ServerProcess server,
      RestClient rest,
      Tally tally,
      long firstRange,
      AtomicBoolean over,
      Ending ending)
      throws Exception {
    ManagedChannel channel =
        Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS_OF_EACH_PROTOCOL; i++) {
      long range = firstRange + 2L * i;
      clients.add(new RestWriter(rest, COLLECTION, tally, range * 1_000_000));
      clients.add(new GrpcWriter(channel, COLLECTION, tally, (range + 1) * 1_000_000));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Client client : clients) {
        running.add(
            threads.submit(
                () -> {
                  try {
                    while (!over.get() && client.step()) {
                      // The next one at once: that is the load.
                    }
                  } finally {
                    if (!tally.isFull()) {
                      tally.giveUp();
                    }
                  }
                  return null;
                }));
      }
      tally.awaitFull();
      ending.end();
      for (Future<?> client : running) {
        var _ = client.get();
      }
    } finally {
      var _ = channel.shutdownNow();
    }
  }

  /** Whatever else there is to do. */
  private static void assertServesProbes(RestClient client) throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(client.get("/healthz").status()).isEqualTo(200);
      assertThat(client.get("/health").status()).isEqualTo(200);
      Samples samples = new Samples(client.get("/metrics").text());
      for (String pool : List.of("execution", "write")) {
        assertThat(samples.value("vdb_pool_waiters{pool=\"" + pool + "\"}")).isLessThan(2);
        assertThat(samples.value("vdb_pool_in_use{pool=\"" + pool + "\"}")).isLessThan(2);
      }
    }
  }

  private static void assertRecovered(RestClient client, Tally tally) throws Exception {
    Samples samples =
        Await.until(
            () -> new Samples(client.get("/metrics").text()),
            now -> now.value("vdb_request_held_bytes") == 0,
            Duration.ofSeconds(60));
    assertThat(samples.value("vdb_pool_waiters{pool=\"execution\"}")).isZero();
    assertThat(samples.value("vdb_pool_in_use{pool=\"write\"}")).isZero();
    double refused = 0;
    for (String protocol : List.of("http", "grpc")) {
      for (String reason : List.of("queue_full", "queue_time")) {
        refused +=
            samples.value(
                "vdb_requests_rejected_total{protocol=\"%s\",reason=\"%s\"}"
                    .formatted(protocol, reason));
      }
    }
    assertThat(refused).isEqualTo(tally.refused().size() + tally.refusedReads());
    assertThat(ids(client)).hasSameElementsAs(tally.acknowledged());
  }

  private static Set<Long> ids(RestClient client) throws Exception {
    Set<Long> ids = new HashSet<>();
    String offset = "null";
    do {
      JsonNode page =
          client
              .post(
                  "/collections/" + COLLECTION + "/points/scroll",
                  "{'limit': 10000, 'with_payload': false, 'offset': " + offset + "}")
              .result();
      page.path("points").forEach(point -> ids.add(point.path("id").asLong()));
      offset = page.path("next_page_offset").toString();
    } while (!offset.equals("null"));
    return ids;
  }
}
