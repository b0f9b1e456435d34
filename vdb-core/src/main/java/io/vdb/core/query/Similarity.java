package io.vdb.core.query;

import io.vdb.core.index.SparseDotProduct;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import io.vdb.core.model.VectorValue;

/**
 * Compares two vectors so that larger is nearer, whatever the distance. Stateless.
 *
 * @param <V> form of the vectors
 */
@FunctionalInterface
public interface Similarity<V> {

  /** Returns how near the vectors are. Allocates nothing. */
  float of(V example, V stored);

  /**
   * Returns the similarity that goes with a distance: the score itself where larger is nearer, else
   * the distance with its sign turned, squared when it is Euclid's.
   */
  static Similarity<float[]> of(Distance distance, VectorKernel kernel) {
    if (distance.largerIsNearer()) {
      return kernel::score;
    }
    if (distance == Distance.EUCLID) {
      return (example, stored) -> {
        float score = kernel.score(example, stored);
        return -score * score;
      };
    }
    return (example, stored) -> -kernel.score(example, stored);
  }

  /** Returns the dot product of sparse vectors, 0 where they have no index in common. */
  static Similarity<VectorValue.Sparse> ofSparse() {
    return (example, stored) -> {
      float product = SparseDotProduct.of(example, stored);
      return Float.isNaN(product) ? 0 : product;
    };
  }
}
