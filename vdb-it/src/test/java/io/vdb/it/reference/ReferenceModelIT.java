package io.vdb.it.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.it.reference.VectorLayout.Dense;
import io.vdb.it.reference.VectorLayout.Sparse;
import io.vdb.it.server.Await;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A server that is changed and asked at random answers as its model does: over both protocols, with
 * and without payload indexes, while segments merge, before and after a restart.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
@Order(1)
final class ReferenceModelIT {

  private static final double LEAST_RECALL = 0.99;
  private static final Duration MOST_UNTIL_MERGE = Duration.ofMinutes(2);

  @RegisterExtension final Servers servers = Servers.forTest().computing();

  private final int points = Integer.getInteger("vdb.it.model.points", 1_000);
  private final int changes = Integer.getInteger("vdb.it.model.changes", 3);
  private final int queries = Integer.getInteger("vdb.it.model.queries", 8);
  private final Random random = Seeds.random("vdb.it.model.seed");
  private final RandomData data = new RandomData(random);
  private final List<ReferenceCollection> collections = collections();

  /** A third of what is put goes over a point that is there. */
  private final Changing changing = new Changing(random, data, points * 3 / 2);

  private final Asking asking = new Asking(random, data, points * 3 / 2, collections);

  private List<ReferenceCollection> collections() {
    return List.of(
        new ReferenceCollection(
            "model-unnamed",
            new VectorLayout(
                List.of(new Dense("", 12, pick(Distance.values()), false)), List.of())),
        new ReferenceCollection(
            "model-mixed",
            new VectorLayout(
                List.of(new Dense("", 12, pick(Distance.values()), false)),
                List.of(new Sparse("words", true)))),
        new ReferenceCollection(
            "model-named",
            new VectorLayout(
                List.of(
                    new Dense("cosine", 12, Distance.COSINE, false),
                    new Dense("dot", 10, Distance.DOT, false),
                    new Dense("euclid", 12, Distance.EUCLID, false),
                    new Dense("manhattan", 6, Distance.MANHATTAN, false),
                    new Dense(
                        "whole",
                        4,
                        pick(Distance.DOT, Distance.EUCLID, Distance.MANHATTAN),
                        true),
                    new Dense("half", 12, pick(Distance.values()), false, DataType.FLOAT16),
                    new Dense("byte", 8, pick(Distance.values()), false, DataType.UINT8),
                    Dense.multi("rows", 5, pick(Distance.values()))),
                List.of(new Sparse("sparse", false), new Sparse("words", true)))));
  }

  private Distance pick(Distance... distances) {
    return distances[random.nextInt(distances.length)];
  }

  @Test
  void answersAsItsModelDoes() throws Exception {
    Path folder = Distribution.freshFolder("model-data");
    ServerProcess first = servers.start(folder);
    try (Wire rest = new RestWire(first);
        Wire grpc = new GrpcWire(first)) {
      List<Wire> wires = List.of(rest, grpc);
      for (ReferenceCollection collection : collections) {
        any(wires).create(collection);
        changing.fill(collection, wires, points);
      }
      askAndChange(wires);
      awaitMerges(first, wires);
      for (ReferenceCollection collection : collections) {
        changing.declare(collection, wires);
      }
      askAndChange(wires);
      compareAll(wires);
    }
    assertThat(first.stop()).isZero();

    ServerProcess second = servers.start(folder);
    try (Wire rest = new RestWire(second);
        Wire grpc = new GrpcWire(second)) {
      List<Wire> wires = List.of(rest, grpc);
      compareAll(wires);
      askAndChange(wires);
      for (ReferenceCollection collection : collections) {
        changing.drop(collection, wires);
      }
      askAndChange(wires);
      compareAll(wires);
    }
    Tally tally = asking.tally();
    System.out.println(
        tally.asked() + " questions about " + points + " points and more, recall of the graph: "
            + tally.recall());
    System.out.println(tally);
    for (String kind : asking.kinds()) {
      assertThat(tally.askedOf(kind)).as("questions of the kind " + kind).isPositive();
    }
    assertThat(tally.recall()).as("recall of the graph").isGreaterThanOrEqualTo(LEAST_RECALL);
    assertThat(tally.recalls())
        .as("recall of each kind")
        .allSatisfy((_, recall) -> assertThat(recall).isGreaterThanOrEqualTo(LEAST_RECALL));
  }

  private Wire any(List<Wire> wires) {
    return wires.get(random.nextInt(wires.size()));
  }

  /** Goes round, so that segments of the others are moved and merged meanwhile. */
  private void askAndChange(List<Wire> wires) throws Exception {
    for (int i = 0; i < changes; i++) {
      for (ReferenceCollection collection : collections) {
        changing.change(collection, wires);
        asking.ask(collection, wires, queries);
      }
    }
  }

  private void compareAll(List<Wire> wires) throws Exception {
    for (ReferenceCollection collection : collections) {
      asking.compareAll(collection, any(wires));
    }
  }

  /**
   * Waits until all graphs are there. Segments are merged when there is no write for a moment; as
   * many points as are put here are enough for one that is merged then, whatever was before.
   */
  private void awaitMerges(ServerProcess server, List<Wire> wires) throws Exception {
    for (ReferenceCollection collection : collections) {
      changing.fill(collection, wires, 500);
    }
    try (RestClient client = server.client()) {
      for (ReferenceCollection collection : collections) {
        var _ =
            Await.until(
                () -> client.get("/collections/" + collection.name()).result(),
                info ->
                    info.path("status").asText().equals("green")
                        && info.path("indexed_vectors_count").asLong() > 0,
                MOST_UNTIL_MERGE);
      }
      Samples samples = new Samples(client.get("/metrics").text());
      assertThat(merges(samples, "build") + merges(samples, "compact"))
          .as("merges of segments")
          .isGreaterThanOrEqualTo(collections.size());
    }
    compareAll(wires);
  }

  private static double merges(Samples samples, String operation) {
    return samples.value(
        "vdb_index_operations_total{operation=\"" + operation + "\",status=\"success\"}");
  }
}
