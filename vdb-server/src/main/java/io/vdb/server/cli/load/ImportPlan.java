package io.vdb.server.cli.load;

import io.vdb.core.model.Distance;

/**
 * How rows become points.
 *
 * @param collection name of the collection, created when it is missing
 * @param distance distance of a new collection; one that exists must have it too, unless this is a
 *     mere default
 * @param distanceDemanded whether the user named the distance
 * @param recreate whether a collection that exists is deleted first
 * @param idOffset what is added to row numbers to make ids; ids given by the source stay
 * @param limit most rows to take, 0 or more
 * @param batchRows most rows in one request, 1 or more
 * @param parallel most requests on the way, 1 or more
 */
public record ImportPlan(
    String collection,
    Distance distance,
    boolean distanceDemanded,
    boolean recreate,
    long idOffset,
    long limit,
    int batchRows,
    int parallel) {

  /** Rows in a request when nothing is said. */
  public static final int DEFAULT_BATCH = 256;

  /** Requests on the way when nothing is said. */
  public static final int DEFAULT_PARALLEL = 4;

  /** All rows into a collection, with defaults. */
  public static ImportPlan into(String collection, Distance distance) {
    return new ImportPlan(
        collection,
        distance,
        false,
        false,
        0,
        Long.MAX_VALUE,
        DEFAULT_BATCH,
        DEFAULT_PARALLEL);
  }
}
