package io.vdb.it.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.model.Distance;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Samples;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  @RegisterExtension final Servers servers = Servers.forTest().computing();

  private final int points = Integer.getInteger("vdb.it.model.points", 1_000);
  private final int queries = Integer.getInteger("vdb.it.model.queries", 6);
  private final Random random = Seeds.random("vdb.it.model.seed");
  private final RandomData data = new RandomData(random);

  /** A third of what is put goes over a point that is there. */
  private final Changing changing = new Changing(random, data, points * 3 / 2);

  private final Asking asking = new Asking(random, data, points * 3 / 2);

  @Test
  void answersAsItsModelDoes() throws Exception {
    Path folder = Distribution.freshFolder("model-data");
    List<ReferenceCollection> collections = new ArrayList<>();
    for (Distance distance : Distance.values()) {
      collections.add(
          new ReferenceCollection("model-" + distance.name().toLowerCase(Locale.ROOT), distance));
    }
    ServerProcess first = servers.start(folder);
    try (Wire rest = new RestWire(first);
        Wire grpc = new GrpcWire(first)) {
      List<Wire> wires = List.of(rest, grpc);
      for (ReferenceCollection collection : collections) {
        wires.get(random.nextInt(2)).create(collection);
        changing.fill(collection, wires, points);
        askAndChange(collection, wires);
        changing.declare(collection, wires);
        askAndChange(collection, wires);
        asking.compareAll(collection, wires.get(random.nextInt(2)));
      }
      assertThat(merges(first)).as("segments that were merged").isPositive();
    }
    assertThat(first.stop()).isZero();

    ServerProcess second = servers.start(folder);
    try (Wire rest = new RestWire(second);
        Wire grpc = new GrpcWire(second)) {
      List<Wire> wires = List.of(rest, grpc);
      for (ReferenceCollection collection : collections) {
        asking.compareAll(collection, wires.get(random.nextInt(2)));
        askAndChange(collection, wires);
        changing.drop(collection, wires);
        askAndChange(collection, wires);
        asking.compareAll(collection, wires.get(random.nextInt(2)));
      }
    }
    System.out.println(
        asking.asked() + " queries of " + points + " points and more, recall of the graph: "
            + asking.recall());
    assertThat(asking.recall()).as("recall of the graph").isGreaterThanOrEqualTo(LEAST_RECALL);
  }

  private void askAndChange(ReferenceCollection collection, List<Wire> wires) throws Exception {
    for (int i = 0; i < queries; i++) {
      changing.change(collection, wires);
      asking.ask(collection, wires, 1);
    }
  }

  private static double merges(ServerProcess server) throws Exception {
    try (RestClient client = server.client()) {
      Samples samples = new Samples(client.get("/metrics").text());
      return samples.value("vdb_index_operations_total{operation=\"compact\",status=\"success\"}")
          + samples.value("vdb_index_operations_total{operation=\"rebuild\",status=\"success\"}");
    }
  }
}
