package io.vdb.core.index;

/** Compares two vectors of the same length. Stateless. */
@FunctionalInterface
public interface VectorKernel {

  /** Returns the score as the {@link io.vdb.core.model.Distance} defines it. Allocates nothing. */
  float score(float[] query, float[] vector);
}
