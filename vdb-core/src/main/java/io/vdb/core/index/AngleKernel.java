package io.vdb.core.index;

/**
 * Compares vectors of any length by the cosine of the angle between them; 0 where one is zero.
 * Stateless.
 */
final class AngleKernel implements VectorKernel {

  private final VectorKernel dot;

  /** A comparison that is made of dot products. */
  AngleKernel(VectorKernel dot) {
    this.dot = dot;
  }

  @Override
  public float score(float[] query, float[] vector) {
    double squares = (double) dot.score(query, query) * dot.score(vector, vector);
    return squares == 0
        ? 0
        : Math.clamp((float) (dot.score(query, vector) / Math.sqrt(squares)), -1f, 1f);
  }
}
