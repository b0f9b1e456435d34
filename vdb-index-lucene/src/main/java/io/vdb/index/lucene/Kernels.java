package io.vdb.index.lucene;

import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.VectorConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/** How each distance is computed: exactly here, and as a similarity inside Lucene's graphs. */
final class Kernels {

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private static final VectorKernel MANHATTAN = manhattan();

  private Kernels() {}

  /** Without the module of the JDK, as without it in Lucene, it is slower. */
  private static VectorKernel manhattan() {
    return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
        ? SimdManhattan.kernel()
        : Kernels::plainManhattan;
  }

  /** Adds up in several lanes, which do not wait for each other. */
  static float plainManhattan(float[] a, float[] b) {
    float lane0 = 0;
    float lane1 = 0;
    float lane2 = 0;
    float lane3 = 0;
    int i = 0;
    for (; i <= a.length - 4; i += 4) {
      lane0 += Math.abs(a[i] - b[i]);
      lane1 += Math.abs(a[i + 1] - b[i + 1]);
      lane2 += Math.abs(a[i + 2] - b[i + 2]);
      lane3 += Math.abs(a[i + 3] - b[i + 3]);
    }
    float sum = lane0 + lane1 + (lane2 + lane3);
    for (; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }

  /** Returns the exact comparison, on the SIMD path where the machine has one. */
  static VectorKernel of(Distance distance) {
    return switch (distance) {
      // Rounding may take the product of two unit vectors a little beyond 1.
      case COSINE ->
          (query, vector) -> Math.clamp(VectorUtil.dotProduct(query, vector), -1f, 1f);
      case DOT -> (query, vector) -> orWorst(VectorUtil.dotProduct(query, vector));
      case EUCLID ->
          (query, vector) -> (float) Math.sqrt(VectorUtil.squareDistance(query, vector));
      case MANHATTAN -> MANHATTAN;
    };
  }

  /** A product that overflows in both directions is no number, and must not be ordered as best. */
  private static float orWorst(float product) {
    return Float.isNaN(product) ? -Float.MAX_VALUE : product;
  }

  /** Tells whether Lucene builds and walks graphs over such vectors by its own comparison. */
  static boolean hasLucene(VectorConfig vector) {
    return vector.dataType() == DataType.FLOAT32 && vector.distance() != Distance.MANHATTAN;
  }

  /** Returns what graphs are built and walked with: always positive, and larger for nearer. */
  static VectorSimilarityFunction similarity(VectorConfig vector) {
    if (!hasLucene(vector)) {
      return VectorSimilarityFunction.EUCLIDEAN; // only stands in the files
    }
    return switch (vector.distance()) {
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case DOT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
      case EUCLID, MANHATTAN -> VectorSimilarityFunction.EUCLIDEAN;
    };
  }
}
