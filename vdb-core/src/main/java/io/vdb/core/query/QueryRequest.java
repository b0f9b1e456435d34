package io.vdb.core.query;

import io.vdb.core.model.Projection;

/**
 * A query of any kind.
 *
 * @param root the last step, whose points are returned
 * @param offset number of best points to leave out, at least 0
 * @param projection what is returned of each point
 */
public record QueryRequest(QueryStage root, int offset, Projection projection) {

  /** The best points with their payload. */
  public static QueryRequest of(QueryStage root) {
    return new QueryRequest(root, 0, Projection.PAYLOAD);
  }
}
