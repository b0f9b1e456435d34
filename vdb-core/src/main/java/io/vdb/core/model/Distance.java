package io.vdb.core.model;

/** How two vectors are compared, and what the score that clients see means. */
public enum Distance {
  /**
   * Cosine of the angle, in [-1, 1], larger is nearer. Vectors are stored normalised, unless they are
   * of bytes.
   */
  COSINE(true),
  /** Dot product, larger is nearer. */
  DOT(true),
  /** Euclidean distance, at least 0, smaller is nearer. */
  EUCLID(false),
  /** Sum of the differences of components, at least 0, smaller is nearer. */
  MANHATTAN(false);

  private final boolean largerIsNearer;

  Distance(boolean largerIsNearer) {
    this.largerIsNearer = largerIsNearer;
  }

  /** Tells the direction of scores. */
  public boolean largerIsNearer() {
    return largerIsNearer;
  }

  /** Orders scores, nearest first. */
  public int compareScores(float a, float b) {
    return largerIsNearer ? Float.compare(b, a) : Float.compare(a, b);
  }

  /** Tells whether a score is strictly nearer than the threshold. */
  public boolean passes(float score, float threshold) {
    return largerIsNearer ? score > threshold : score < threshold;
  }
}
