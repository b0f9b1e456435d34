package io.vdb.core.index;

/**
 * Scores stored vectors against a query that is bound to it. It may be called by one thread at a
 * time, once for each vector that a search looks at, so it allocates nothing.
 */
public interface VectorScorer {

  /**
   * Returns the score of a stored vector, which is a number.
   *
   * @param stored components as they are stored; read during the call only
   */
  float score(float[] stored);

  /** Tells the direction of scores. */
  boolean largerIsNearer();

  /** Orders scores, nearest first. */
  default int compareScores(float a, float b) {
    return largerIsNearer() ? Float.compare(b, a) : Float.compare(a, b);
  }

  /** Tells whether a score is strictly nearer than the threshold. */
  default boolean passes(float score, float threshold) {
    return largerIsNearer() ? score > threshold : score < threshold;
  }
}
