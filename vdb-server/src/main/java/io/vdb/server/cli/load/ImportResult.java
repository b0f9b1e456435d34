package io.vdb.server.cli.load;

import java.util.concurrent.TimeUnit;

/**
 * What an import did.
 *
 * @param rows rows sent and acknowledged
 * @param givenIds how many of them had an id of their own
 * @param dimension components of a vector
 * @param distance the collection's distance, as the REST front writes it
 * @param created whether the collection was created by this import
 * @param pointsBefore points in the collection before
 * @param pointsAfter points in the collection after
 * @param retries requests that were sent again
 * @param nanos time from the first row to the last acknowledgement
 */
public record ImportResult(
    long rows,
    long givenIds,
    int dimension,
    String distance,
    boolean created,
    long pointsBefore,
    long pointsAfter,
    long retries,
    long nanos) {

  /** Returns rows per second. */
  public double rate() {
    return rows / Math.max(seconds(), 1e-9);
  }

  /** Returns the time in seconds. */
  public double seconds() {
    return (double) nanos / TimeUnit.SECONDS.toNanos(1);
  }

  /**
   * Tells whether the collection holds as many points as it must: exactly the rows when it was
   * empty before, at least the rows otherwise. Ids given by the source may repeat, so then fewer
   * are possible.
   */
  public boolean countIsRight() {
    if (givenIds > 0) {
      return pointsAfter <= pointsBefore + rows && pointsAfter > 0;
    }
    return pointsBefore == 0
        ? pointsAfter == rows
        : pointsAfter >= Math.max(rows, pointsBefore) && pointsAfter <= pointsBefore + rows;
  }
}
