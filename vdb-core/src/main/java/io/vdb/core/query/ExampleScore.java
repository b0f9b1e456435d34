package io.vdb.core.query;

import io.vdb.core.index.SparseScorer;
import io.vdb.core.index.VectorScorer;
import io.vdb.core.model.VectorValue;
import java.util.List;

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

  /** Returns scores that lead to places from where it is not far to the best. */
  default List<ExampleScore<V>> guides() {
    return List.of();
  }

  /** Returns a score with such guides. */
  static <V> ExampleScore<V> guided(ExampleScore<V> score, List<ExampleScore<V>> guides) {
    List<ExampleScore<V>> copy = List.copyOf(guides);
    return new ExampleScore<>() {
      @Override
      public float of(V stored) {
        return score.of(stored);
      }

      @Override
      public List<ExampleScore<V>> guides() {
        return copy;
      }
    };
  }

  /** Scores dense vectors by it. */
  static VectorScorer ofDense(ExampleScore<float[]> score) {
    return new VectorScorer() {
      @Override
      public float score(float[] stored) {
        return score.of(stored);
      }

      @Override
      public List<VectorScorer> guides() {
        return score.guides().stream().map(ExampleScore::ofDense).toList();
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
