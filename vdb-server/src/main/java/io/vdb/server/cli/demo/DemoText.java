package io.vdb.server.cli.demo;

import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The report for people. */
public final class DemoText {

  private static final int LONGEST_PAYLOAD = 60;

  private final PrintWriter out;

  /** Prints to this writer. */
  public DemoText(PrintWriter out) {
    this.out = out;
  }

  /** Prints everything and flushes. */
  public void print(DemoReport report) {
    for (DemoReport.Shown shown : report.shown()) {
      printNeighbours(shown);
    }
    printFigures(report);
    printAddresses(report);
    out.flush();
  }

  private void printNeighbours(DemoReport.Shown shown) {
    out.println();
    out.println(shown.title());
    List<Neighbour> neighbours = shown.neighbours();
    int idWidth =
        neighbours.stream().mapToInt(neighbour -> neighbour.id().length()).max().orElse(2);
    boolean payloads = neighbours.stream().anyMatch(neighbour -> !neighbour.payload().isEmpty());
    String line = "  %3s  %" + Math.max(2, idWidth) + "s  %10s" + (payloads ? "  %s%n" : "%n");
    out.printf(Locale.ROOT, line, "#", "id", "score", "payload");
    for (int i = 0; i < neighbours.size(); i++) {
      Neighbour neighbour = neighbours.get(i);
      String score = String.format(Locale.ROOT, "%.4f", neighbour.score());
      out.printf(Locale.ROOT, line, i + 1, neighbour.id(), score, shorten(neighbour.payload()));
    }
  }

  private static String shorten(String payload) {
    return payload.length() > LONGEST_PAYLOAD
        ? payload.substring(0, LONGEST_PAYLOAD) + "..."
        : payload;
  }

  private void printFigures(DemoReport report) {
    SearchFigures search = report.search();
    out.println();
    out.println("Figures");
    begin("loaded");
    out.printf(
        Locale.ROOT,
        "%,d vectors of %,d components in %.1f s (%,.0f vectors/s), distance %s%n",
        report.rows(),
        report.dimension(),
        report.loadSeconds(),
        report.rows() / Math.max(report.loadSeconds(), 1e-9),
        report.distance());
    begin("optimised");
    out.printf(
        Locale.ROOT,
        "%.1f s later: status green, %,d segment%s%n",
        report.optimiseSeconds(),
        report.segments(),
        report.segments() == 1 ? "" : "s");
    begin("recall@10");
    out.printf(
        Locale.ROOT,
        "%.4f of what exact search finds, over %,d queries%n",
        search.recall(),
        search.recallQueries());
    begin("latency");
    out.printf(
        Locale.ROOT,
        "p50 %s   p95 %s   p99 %s   (%,d searches through REST, one at a time)%n",
        millis(search.p50Nanos()),
        millis(search.p95Nanos()),
        millis(search.p99Nanos()),
        search.queries());
    begin("cost");
    out.printf(
        Locale.ROOT,
        "%,d vectors compared = %.1f %% of the collection, %,d graph nodes visited, %,d segment%s"
            + " (medians)%n",
        search.distanceComputations(),
        100 * report.comparedShare(),
        search.visitedNodes(),
        search.segments(),
        search.segments() == 1 ? "" : "s");
  }

  private void begin(String name) {
    out.printf(Locale.ROOT, "  %-10s  ", name);
  }

  private static String millis(long nanos) {
    double millis = (double) nanos / TimeUnit.MILLISECONDS.toNanos(1);
    return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.1f ms", millis);
  }

  private void printAddresses(DemoReport report) {
    URI rest = report.rest();
    String collection = rest + "/collections/" + report.collection();
    out.println();
    out.println("Look at");
    out.println("  " + collection);
    out.println("  " + rest + "/metrics");
    out.println("  " + rest + "/healthz");
    out.println("  gRPC on " + report.grpc());
    out.println();
    String point =
        report.shown().stream()
            .flatMap(shown -> shown.neighbours().stream())
            .map(Neighbour::id)
            .findFirst()
            .orElse("0");
    String id = point.contains("-") ? "\"" + point + "\"" : point;
    out.println("Search yourself: the points nearest to a point, with what the search cost");
    out.println("  curl -s '" + collection + "/points/query?explain=true' \\");
    out.println("    -H 'Content-Type: application/json' \\");
    out.println("    -d '{\"query\": " + id + ", \"limit\": 3, \"with_payload\": true}'");
  }
}
