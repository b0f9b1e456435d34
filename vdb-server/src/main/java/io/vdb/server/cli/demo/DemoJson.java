package io.vdb.server.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The report for programs: times in seconds. */
public final class DemoJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private DemoJson() {}

  /** Writes the report to a file, which is replaced. */
  public static void write(DemoReport report, Path file) throws IOException {
    byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree(report));
    Files.write(file, bytes);
  }

  private static ObjectNode tree(DemoReport report) {
    SearchFigures search = report.search();
    ObjectNode root = JSON.createObjectNode();
    root.put("version", report.version());
    root.put("collection", report.collection());
    root.put("rows", report.rows());
    root.put("dimension", report.dimension());
    root.put("distance", report.distance());
    root.put("load_seconds", report.loadSeconds());
    root.put("optimise_seconds", report.optimiseSeconds());
    root.put("segments", report.segments());
    root.put("queries", search.queries());
    root.putObject("recall")
        .put("at", Searcher.NEIGHBOURS)
        .put("value", search.recall())
        .put("queries", search.recallQueries());
    root.putObject("latency_seconds")
        .put("p50", seconds(search.p50Nanos()))
        .put("p95", seconds(search.p95Nanos()))
        .put("p99", seconds(search.p99Nanos()));
    root.putObject("median_cost")
        .put("segments", search.segments())
        .put("visited_nodes", search.visitedNodes())
        .put("distance_computations", search.distanceComputations())
        .put("share_of_collection", report.comparedShare());
    ArrayNode searches = root.putArray("shown");
    for (DemoReport.Shown shown : report.shown()) {
      ArrayNode ids = searches.addObject().put("title", shown.title()).putArray("neighbours");
      for (Neighbour neighbour : shown.neighbours()) {
        ids.addObject()
            .put("id", neighbour.id())
            .put("score", neighbour.score())
            .put("payload", neighbour.payload());
      }
    }
    root.put("rest", report.rest().toString());
    root.put("grpc", report.grpc());
    return root;
  }

  private static double seconds(long nanos) {
    return (double) nanos / TimeUnit.SECONDS.toNanos(1);
  }
}
