package io.vdb.core.index;

import java.util.List;

/**
 * Scores stored dense vectors against a query that is bound to it. It may be called by one thread
 * at a time, once for each vector that a search looks at, so it allocates nothing.
 */
public non-sealed interface VectorScorer extends ScoreOrder {

  /**
   * Returns the score of a stored vector, which is a number.
   *
   * @param stored components as they are stored; read during the call only
   */
  float score(float[] stored);

  /**
   * Returns scorers that lead to places from where it is not far to the best: a graph is entered
   * where they find theirs. None where it may be entered anywhere.
   */
  default List<VectorScorer> guides() {
    return List.of();
  }
}
