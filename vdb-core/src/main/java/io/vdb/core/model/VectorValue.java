package io.vdb.core.model;

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
  record Sparse(int[] indices, float[] values) implements VectorValue {}

  /**
   * Several vectors of the same size that belong together.
   *
   * @param components of all rows, one row after the other; at least one row
   * @param dimension components of one row
   */
  record Multi(float[] components, int dimension) implements VectorValue {}
}
