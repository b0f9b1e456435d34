package io.vdb.index.lucene;

import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/** How each distance is computed: exactly here, and as a similarity inside Lucene's graphs. */
final class Kernels {

  private Kernels() {}

  /** Returns the exact comparison, on the SIMD path where the machine has one. */
  static VectorKernel of(Distance distance) {
    return switch (distance) {
      // Rounding may take the product of two unit vectors a little beyond 1.
      case COSINE ->
          (query, vector) -> Math.clamp(VectorUtil.dotProduct(query, vector), -1f, 1f);
      case DOT -> (query, vector) -> orWorst(VectorUtil.dotProduct(query, vector));
      case EUCLID ->
          (query, vector) -> (float) Math.sqrt(VectorUtil.squareDistance(query, vector));
    };
  }

  /** A product that overflows in both directions is no number, and must not be ordered as best. */
  private static float orWorst(float product) {
    return Float.isNaN(product) ? -Float.MAX_VALUE : product;
  }

  /** Returns what graphs are built and walked with: always positive, and larger for nearer. */
  static VectorSimilarityFunction similarity(Distance distance) {
    return switch (distance) {
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case DOT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
      case EUCLID -> VectorSimilarityFunction.EUCLIDEAN;
    };
  }
}
