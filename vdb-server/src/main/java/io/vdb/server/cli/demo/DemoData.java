package io.vdb.server.cli.demo;

import io.vdb.core.model.Distance;
import io.vdb.server.cli.source.MalformedSourceException;
import io.vdb.server.cli.source.Row;
import io.vdb.server.cli.source.RowSource;
import io.vdb.server.cli.source.RowSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rows of a demo, and the queries that go with them. Opened from a plan, read once. */
final class DemoData implements AutoCloseable {

  private final SamplingSource rows;
  private final List<Query> given;
  private final String description;

  private DemoData(SamplingSource rows, List<Query> given, String description) {
    this.rows = rows;
    this.given = given;
    this.description = description;
  }

  static DemoData open(DemoPlan plan) throws IOException {
    return plan.data() == null ? makeUp(plan) : read(plan, plan.data());
  }

  private static DemoData makeUp(DemoPlan plan) {
    ClusteredVectors rows =
        ClusteredVectors.of(
            plan.rows(), plan.dimension(), DemoPlan.CLUSTERS, DemoPlan.SEED);
    return new DemoData(
        new SamplingSource(rows, 0, 0, DemoPlan.SEED),
        rows.queries((int) Math.min(DemoPlan.QUERIES, plan.rows()), DemoPlan.SEED),
        String.format(
            Locale.ROOT,
            "%,d made-up vectors of %,d components in %d clusters",
            plan.rows(), plan.dimension(), DemoPlan.CLUSTERS));
  }

  private static DemoData read(DemoPlan plan, Path file) throws IOException {
    List<Query> queries = plan.queries() == null ? List.of() : readQueries(plan.queries());
    Optional<Path> labels = RowSources.labelsBeside(file);
    RowSource source =
        labels.isPresent() ? RowSources.openLabelled(file, labels.get()) : RowSources.open(file);
    int sample = queries.isEmpty() ? DemoPlan.QUERIES : 0;
    int dimension = queries.isEmpty() ? 0 : queries.getFirst().vector().length;
    String withLabels =
        labels.map(Path::getFileName).map(name -> ", labels from " + name).orElse("");
    return new DemoData(
        new SamplingSource(source, sample, dimension, DemoPlan.SEED),
        queries,
        file.getFileName() + " (" + source.format() + withLabels + ")");
  }

  private static List<Query> readQueries(Path file) throws IOException {
    List<Query> queries = new ArrayList<>();
    try (RowSource source = RowSources.open(file)) {
      while (queries.size() < DemoPlan.QUERIES) {
        Row row = source.next();
        if (row == null) {
          break;
        }
        queries.add(new Query(row.vector(), "row " + row.number() + " of " + file.getFileName()));
      }
    }
    if (queries.isEmpty()) {
      throw new MalformedSourceException(file + " has no rows to search with");
    }
    return List.copyOf(queries);
  }

  RowSource rows() {
    return rows;
  }

  /** Returns the queries; those taken from the rows only after these have been read. */
  List<Query> queries() {
    return given.isEmpty() ? rows.sample() : given;
  }

  /** Returns what the rows are, for people. */
  String description() {
    return description;
  }

  /** Pictures and measurements are compared by Euclid, embeddings by the angle. */
  Distance distance() {
    return rows.format().equals("IDX") ? Distance.EUCLID : Distance.COSINE;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
