package io.vdb.core.model;

import java.util.Arrays;

/** The value of one vector of a point. The arrays are given away and not changed by anybody. */
public sealed interface VectorValue {

  /**
   * A vector of a fixed number of components.
   *
   * @param components in index order, finite
   */
  record Dense(float[] components) implements VectorValue {}

  /**
   * A vector most of whose components are zero.
   *
   * @param indices of the others: unsigned 32-bit numbers, ascending as such, each once
   * @param values finite, as many as there are indices
   */
  record Sparse(int[] indices, float[] values) implements VectorValue {

    /**
     * Brings components into the order of their indices. An index that is there twice stays so, and
     * {@link #isDistinct} tells.
     *
     * @param indices unsigned, in any order; given away
     * @param values as many as there are indices; given away
     */
    public static Sparse of(int[] indices, float[] values) {
      if (indices.length != values.length) {
        throw new IllegalArgumentException(indices.length + " indices of " + values.length);
      }
      if (isAscending(indices)) {
        return new Sparse(indices, values);
      }
      long[] keys = new long[indices.length];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = (long) (indices[i] + Integer.MIN_VALUE) << Integer.SIZE | i;
      }
      Arrays.sort(keys); // as signed numbers, which is why the sign was turned
      int[] ordered = new int[keys.length];
      float[] orderedValues = new float[keys.length];
      for (int i = 0; i < keys.length; i++) {
        int from = (int) keys[i];
        ordered[i] = indices[from];
        orderedValues[i] = values[from];
      }
      return new Sparse(ordered, orderedValues);
    }

    private static boolean isAscending(int[] indices) {
      for (int i = 1; i < indices.length; i++) {
        if (Integer.compareUnsigned(indices[i - 1], indices[i]) >= 0) {
          return false;
        }
      }
      return true;
    }

    /** Tells whether indices are ascending, and so each is there once. */
    public boolean isDistinct() {
      return isAscending(indices);
    }
  }

  /**
   * Several vectors of the same size that belong together.
   *
   * @param components of all rows, one row after the other; at least one row
   * @param dimension components of one row
   */
  record Multi(float[] components, int dimension) implements VectorValue {

    /** Most components of all rows together. */
    public static final int MAX_COMPONENTS = (1 << 20) - 1;
  }
}
