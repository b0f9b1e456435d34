package io.vdb.core.index;

import io.vdb.core.model.VectorValue;

/**
 * Scores stored sparse vectors against a query that is bound to it. It may be called by one thread
 * at a time, once for each vector that a search looks at.
 *
 * <p>{@link SparseDotProduct} is the one that an index can follow through postings; with any other,
 * every vector is read.
 */
public non-sealed interface SparseScorer extends ScoreOrder {

  /**
   * Returns the score of a stored vector, or not a number when it is not found by the query.
   *
   * @param stored as it is stored; read during the call only
   */
  float score(VectorValue.Sparse stored);
}
