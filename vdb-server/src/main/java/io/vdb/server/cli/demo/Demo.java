package io.vdb.server.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.core.model.Distance;
import io.vdb.server.cli.load.ImportPlan;
import io.vdb.server.cli.load.ImportResult;
import io.vdb.server.cli.load.Importer;
import io.vdb.server.cli.load.Progress;
import io.vdb.server.cli.load.ProgressDisplay;
import io.vdb.server.cli.load.RestClient;
import io.vdb.server.cli.load.RetryPolicy;
import io.vdb.server.cli.remote.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Loads a running server and searches it, all through its REST front. */
public final class Demo {

  /** Name of the collection. */
  public static final String COLLECTION = "demo";

  private final String version;
  private final URI rest;
  private final ServerAccess access;
  private final String grpc;
  private final ProgressDisplay display;

  /**
   * Prepares.
   *
   * @param rest address of the REST front
   * @param access what that has to be shown
   * @param grpc address of the gRPC front, only told
   */
  public Demo(
      String version, URI rest, ServerAccess access, String grpc, ProgressDisplay display) {
    this.version = version;
    this.rest = rest;
    this.access = access;
    this.grpc = grpc;
    this.display = display;
  }

  /** Tells what a plan loads, for people. */
  public static String describe(DemoPlan plan) throws IOException {
    try (DemoData data = DemoData.open(plan)) {
      return data.description();
    }
  }

  /** Loads, waits until the collection is green, searches and measures. */
  public DemoReport run(DemoPlan plan) throws IOException, InterruptedException {
    try (DemoData data = DemoData.open(plan);
        RestClient client = RestClient.open(rest, RetryPolicy.PATIENT, access)) {
      Distance distance = data.distance();
      ImportResult loaded = load(client, data, plan, distance);
      Duration optimised;
      try (Progress progress = display.start("optimising", "vectors")) {
        optimised = GreenWait.await(client, COLLECTION, progress);
      }
      Searcher searcher = new Searcher(client, COLLECTION);
      List<Query> queries = data.queries();
      SearchFigures figures =
          new SearchRun(searcher, display, distance.largerIsNearer()).run(queries);
      JsonNode info = client.get("/collections/" + COLLECTION);
      return new DemoReport(
          version,
          COLLECTION,
          loaded.pointsAfter(),
          loaded.dimension(),
          loaded.distance(),
          loaded.seconds(),
          (double) optimised.toNanos() / TimeUnit.SECONDS.toNanos(1),
          info.path("segments_count").asLong(),
          figures,
          show(searcher, queries, plan),
          rest,
          grpc);
    }
  }

  private ImportResult load(RestClient client, DemoData data, DemoPlan plan, Distance distance)
      throws IOException, InterruptedException {
    ImportPlan all = ImportPlan.into(COLLECTION, distance);
    ImportPlan limited =
        new ImportPlan(
            all.collection(),
            all.distance(),
            false,
            true,
            0,
            plan.rows(),
            all.batchRows(),
            all.parallel());
    try (Progress progress = display.start("loading", "rows")) {
      return new Importer(client, progress).run(data.rows(), limited);
    }
  }

  private static List<DemoReport.Shown> show(
      Searcher searcher, List<Query> queries, DemoPlan plan)
      throws IOException, InterruptedException {
    Query query = queries.getFirst();
    List<DemoReport.Shown> shown = new ArrayList<>();
    shown.add(
        new DemoReport.Shown(
            "Nearest to " + query.origin(), searcher.show(query.vector(), null).neighbours()));
    if (plan.data() == null) {
      String other = ClusteredVectors.clusterName(7);
      Searcher.Match match = new Searcher.Match("cluster", other);
      shown.add(
          new DemoReport.Shown(
              "The same, only where cluster = " + other,
              searcher.show(query.vector(), match).neighbours()));
    }
    return shown;
  }
}
