package io.vdb.it.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.VectorInput;
import io.qdrant.client.grpc.PointsGrpc;
import io.vdb.it.server.Await;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.SharedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * An alias is switched from one collection to the next while it is searched over both protocols.
 * Each collection holds one point, whose id is the collection's number.
 */
@ResourceLock(SharedServer.LOCK)
final class AliasSwitchIT {

  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static final int COLLECTIONS = 15;
  private static final int SEARCHES_BETWEEN_SWITCHES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The last collection that a switch was begun to, and the last one to which it was answered. */
  private final AtomicInteger begun = new AtomicInteger();

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  /** One search; returns the ids that it found. */
  private interface Search {
    List<Long> run() throws Exception;
  }

  @Test
  void losesNoSearchAndAnswersEachFromTheOldOrTheNewCollection() throws Exception {
    for (int i = 0; i < COLLECTIONS; i++) {
      create(i);
    }
    update("{'create_alias': {'alias_name': 'switched', 'collection_name': 'switch-0'}}");
    ManagedChannel channel =
        Grpc.newChannelBuilder(SERVER.process().grpc(), InsecureChannelCredentials.create())
            .build();
    List<AtomicLong> counts = List.of(new AtomicLong(), new AtomicLong(), new AtomicLong());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        RestClient client = SERVER.process().client()) {
      List<Future<?>> readers = new ArrayList<>();
      readers.add(threads.submit(() -> read(() -> overRest(client), counts.get(0))));
      readers.add(threads.submit(() -> read(() -> overRest(client), counts.get(1))));
      readers.add(threads.submit(() -> read(() -> overGrpc(channel), counts.get(2))));
      try {
        for (int i = 1; i < COLLECTIONS && !over.get(); i++) {
          awaitSearches(counts);
          begun.set(i);
          update(
              "{'delete_alias': {'alias_name': 'switched'}},"
                  + " {'create_alias': {'alias_name': 'switched', 'collection_name': 'switch-" + i
                  + "'}}");
          answered.set(i);
        }
        awaitSearches(counts);
      } finally {
        over.set(true);
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
      assertThat(answered).hasValue(COLLECTIONS - 1);
    } finally {
      channel.shutdownNow();
    }
    System.out.println(
        COLLECTIONS - 1 + " switches within "
            + counts.stream().mapToLong(AtomicLong::get).sum() + " searches");
    for (int i = 0; i < COLLECTIONS; i++) {
      SERVER.client().delete("/collections/switch-" + i).result();
    }
  }

  private static void create(int number) throws Exception {
    String collection = "/collections/switch-" + number;
    SERVER.client().put(collection, "{'vectors': {'size': 1, 'distance': 'Dot'}}").result();
    SERVER
        .client()
        .put(
            collection + "/points?wait=true",
            "{'points': [{'id': " + number + ", 'vector': [1]}]}")
        .result();
  }

  private static void update(String actions) throws Exception {
    SERVER.client().post("/collections/aliases", "{'actions': [" + actions + "]}").result();
  }

  /** Waits until every reader has searched some more, or one has failed. */
  private void awaitSearches(List<AtomicLong> counts) throws Exception {
    long[] before = counts.stream().mapToLong(AtomicLong::get).toArray();
    Await.until(
        () -> {
          boolean enough = true;
          for (int i = 0; i < before.length; i++) {
            enough &= counts.get(i).get() >= before[i] + SEARCHES_BETWEEN_SWITCHES;
          }
          return enough || over.get();
        },
        enough -> enough,
        PATIENCE);
  }

  /** Searches until the switches are over. */
  private Void read(Search search, AtomicLong count) throws Exception {
    try {
      while (!over.get()) {
        long oldest = answered.get();
        List<Long> found = search.run();
        long newest = begun.get();
        assertThat(found).allMatch(id -> id >= oldest && id <= newest);
        assertThat(found.stream().distinct()).as("collections of one request").hasSize(1);
        count.incrementAndGet();
      }
    } catch (Throwable e) {
      over.set(true); // nobody needs to wait for it
      throw e;
    }
    return null;
  }

  private static List<Long> overRest(RestClient client) throws Exception {
    return List.of(
        client
            .post("/collections/switched/points/query", "{'query': [1], 'limit': 2}")
            .result()
            .path("points")
            .path(0)
            .path("id")
            .asLong(-1));
  }

  /** Several searches in one call, which must all be of the same collection. */
  private static List<Long> overGrpc(ManagedChannel channel) {
    QueryPoints query =
        QueryPoints.newBuilder()
            .setCollectionName("switched")
            .setQuery(
                Query.newBuilder()
                    .setNearest(
                        VectorInput.newBuilder().setDense(DenseVector.newBuilder().addData(1))))
            .build();
    QueryBatchPoints batch =
        QueryBatchPoints.newBuilder()
            .setCollectionName("switched")
            .addAllQueryPoints(List.of(query, query, query, query))
            .build();
    return PointsGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .queryBatch(batch)
        .getResultList()
        .stream()
        .map(result -> result.getResult(0).getId().getNum())
        .toList();
  }
}
