package io.vdb.core.engine;

import io.vdb.core.index.ScoreOrder;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.MaximalMarginalRelevance;
import io.vdb.core.query.Similarity;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses points near to a target and unlike each other. Weights of sparse vectors count for which
 * points are found and for their scores, but not for the choice, which compares all vectors alike.
 *
 * @param <V> form in which vectors are compared
 * @param target in stored form
 */
record DiverseChoice<V>(Comparison<V> comparison, V target) {

  /** Returns what finds the points to choose from. */
  ScoreOrder scorer() {
    return comparison.near(comparison.weighted(target));
  }

  /**
   * Chooses.
   *
   * @param candidates vectors of the points, nearest first
   * @return places of the chosen, in the order of choosing
   */
  int[] choose(List<VectorValue> candidates, float diversity, int limit, Runnable awaited) {
    Similarity<V> similarity = comparison.similarity();
    List<V> vectors = new ArrayList<>(candidates.size());
    float[] relevance = new float[candidates.size()];
    for (int i = 0; i < relevance.length; i++) {
      V vector = comparison.stored(candidates.get(i));
      vectors.add(vector);
      relevance[i] = Vectors.finite(similarity.of(target, vector));
    }
    return MaximalMarginalRelevance.choose(
        relevance,
        (a, b) -> Vectors.finite(similarity.of(vectors.get(a), vectors.get(b))),
        diversity,
        limit,
        awaited);
  }
}
