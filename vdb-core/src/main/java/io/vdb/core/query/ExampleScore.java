package io.vdb.core.query;

import io.vdb.core.index.SparseScorer;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.VectorValue;

/**
 * A score by several examples, larger is better. It may be called by one thread at a time and
 * allocates nothing.
 *
 * @param <V> form of the vectors
 */
@FunctionalInterface
public interface ExampleScore<V> {

  /** Returns the score of a stored vector, which is a number. */
  float of(V stored);

  /** Scores dense vectors by it. */
  static VectorScorer ofDense(ExampleScore<float[]> score) {
    return new VectorScorer() {
      @Override
      public float score(float[] stored) {
        return score.of(stored);
      }

      @Override
      public boolean largerIsNearer() {
        return true;
      }
    };
  }

  /** Scores sparse vectors by it, also those that have no index in common with any example. */
  static SparseScorer ofSparse(ExampleScore<VectorValue.Sparse> score) {
    return new SparseScorer() {
      @Override
      public float score(VectorValue.Sparse stored) {
        return score.of(stored);
      }

      @Override
      public boolean largerIsNearer() {
        return true;
      }
    };
  }
}
