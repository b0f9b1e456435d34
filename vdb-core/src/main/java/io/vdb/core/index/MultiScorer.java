package io.vdb.core.index;

/**
 * Scores stored multivectors against a query that is bound to it. It may be called by one thread at a
 * time, once for each point that a search looks at, so it allocates nothing.
 */
public non-sealed interface MultiScorer extends ScoreOrder {

  /** Returns the score of a stored multivector, which is a number. */
  float score(VectorRows stored);
}
