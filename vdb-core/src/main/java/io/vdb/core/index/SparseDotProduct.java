package io.vdb.core.index;

import io.vdb.core.model.VectorValue;

/**
 * Scores sparse vectors by their dot product with one, larger for nearer. Vectors that have no index
 * in common with it are not found. Products are added up as floats in the order of indices, and an
 * index that does the same has the same scores to the last bit. Immutable.
 */
public final class SparseDotProduct implements SparseScorer {

  private final VectorValue.Sparse query;

  /** A scorer for a query, whose components are weighted already where they are to be. */
  public SparseDotProduct(VectorValue.Sparse query) {
    this.query = query;
  }

  /** Returns the query; its arrays are not to be changed. */
  public VectorValue.Sparse query() {
    return query;
  }

  @Override
  public float score(VectorValue.Sparse stored) {
    return of(query, stored);
  }

  /** Returns the dot product, or not a number when the vectors have no index in common. */
  public static float of(VectorValue.Sparse one, VectorValue.Sparse other) {
    int[] indices = one.indices();
    int[] others = other.indices();
    float sum = 0;
    boolean common = false;
    int i = 0;
    int j = 0;
    while (i < indices.length && j < others.length) {
      int order = Integer.compareUnsigned(indices[i], others[j]);
      if (order == 0) {
        sum += one.values()[i++] * other.values()[j++];
        common = true;
      } else if (order < 0) {
        i++;
      } else {
        j++;
      }
    }
    return common ? finite(sum) : Float.NaN;
  }

  /** Returns a sum of products as a number: the largest of its sign when it is too large. */
  public static float finite(float sum) {
    if (Float.isFinite(sum)) {
      return sum;
    }
    return sum > 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
  }

  @Override
  public boolean largerIsNearer() {
    return true;
  }
}
