package io.vdb.core.query;

import io.vdb.core.index.SparseDotProduct;
import io.vdb.core.model.VectorValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What sparse vectors given as examples come down to. */
public final class SparseExamples {

  private SparseExamples() {}

  /**
   * Returns the vector to be near to: the mean of the positive examples, or twice that less the mean
   * of the negative ones. It has every index that any of them has.
   *
   * @param positive at least one
   */
  public static VectorValue.Sparse average(
      List<VectorValue.Sparse> positive, List<VectorValue.Sparse> negative) {
    Map<Integer, Double> sums = new TreeMap<>(Integer::compareUnsigned);
    add(sums, positive, negative.isEmpty() ? 1 : 2);
    add(sums, negative, -1);
    int[] indices = new int[sums.size()];
    float[] values = new float[sums.size()];
    int next = 0;
    for (Map.Entry<Integer, Double> sum : sums.entrySet()) {
      indices[next] = sum.getKey();
      values[next++] = SparseDotProduct.finite(sum.getValue().floatValue());
    }
    return new VectorValue.Sparse(indices, values);
  }

  private static void add(
      Map<Integer, Double> sums, List<VectorValue.Sparse> vectors, double weight) {
    for (VectorValue.Sparse vector : vectors) {
      for (int i = 0; i < vector.indices().length; i++) {
        double share = weight * vector.values()[i] / vectors.size();
        sums.merge(vector.indices()[i], share, Double::sum);
      }
    }
  }
}
