package io.vdb.core.query;

import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;

/** Compares two vectors so that larger is nearer, whatever the distance. Stateless. */
@FunctionalInterface
public interface Similarity {

  /** Returns how near the vectors are. Allocates nothing. */
  float of(float[] example, float[] stored);

  /**
   * Returns the similarity that goes with a distance: the score itself where larger is nearer, else
   * the distance with its sign turned, squared when it is Euclid's.
   */
  static Similarity of(Distance distance, VectorKernel kernel) {
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
}
