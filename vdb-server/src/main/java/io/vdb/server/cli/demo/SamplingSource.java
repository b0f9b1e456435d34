package io.vdb.server.cli.demo;

import io.vdb.server.cli.source.MalformedSourceException;
import io.vdb.server.cli.source.Row;
import io.vdb.server.cli.source.RowSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Passes rows on, keeps a uniform sample of them to search with (each row is kept with the same
 * chance, whatever their number), and checks that queries fit.
 */
final class SamplingSource implements RowSource {

  private final RowSource rows;
  private final int sampleSize;
  private final int queryDimension;
  private final SplittableRandom random;
  private final List<Row> sample = new ArrayList<>();
  private long seen;

  /**
   * Wraps a source.
   *
   * @param sampleSize how many rows to keep, 0 for none
   * @param queryDimension components that rows must have, 0 for any
   */
  SamplingSource(RowSource rows, int sampleSize, int queryDimension, long seed) {
    this.rows = rows;
    this.sampleSize = sampleSize;
    this.queryDimension = queryDimension;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public String format() {
    return rows.format();
  }

  @Override
  public long expectedRows() {
    return rows.expectedRows();
  }

  @Override
  public @Nullable Row next() throws IOException {
    Row row = rows.next();
    if (row == null) {
      return null;
    }
    if (seen == 0 && queryDimension > 0 && row.vector().length != queryDimension) {
      throw new MalformedSourceException(
          "the data has vectors of " + row.vector().length + " components, the queries of "
              + queryDimension);
    }
    seen++;
    if (sample.size() < sampleSize) {
      sample.add(row);
    } else if (sampleSize > 0) {
      long place = random.nextLong(seen);
      if (place < sampleSize) {
        sample.set((int) place, row);
      }
    }
    return row;
  }

  /** Returns the sample as queries. */
  List<Query> sample() {
    return sample.stream()
        .map(row -> new Query(row.vector(), "row " + row.number() + " of the data"))
        .toList();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
