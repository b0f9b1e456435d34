package io.vdb.core.index;

import io.vdb.core.model.Distance;

/**
 * Scores by the distance to one vector. An index may compare by its own means instead, as long as
 * the scores that it returns are those of this one.
 */
public final class NearestScorer implements VectorScorer {

  private final float[] query;
  private final VectorKernel kernel;
  private final boolean largerIsNearer;

  /**
   * A scorer.
   *
   * @param query components in stored form; not changed while the scorer is in use
   * @param kernel the one of the distance
   */
  public NearestScorer(float[] query, Distance distance, VectorKernel kernel) {
    this.query = query;
    this.kernel = kernel;
    this.largerIsNearer = distance.largerIsNearer();
  }

  /** Returns the components of the query; not to be changed. */
  public float[] query() {
    return query;
  }

  @Override
  public float score(float[] stored) {
    return kernel.score(query, stored);
  }

  @Override
  public boolean largerIsNearer() {
    return largerIsNearer;
  }
}
