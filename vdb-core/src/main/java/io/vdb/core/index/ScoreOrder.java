package io.vdb.core.index;

/** Which of two scores is nearer. Stateless, or confined to the thread of a search. */
public sealed interface ScoreOrder permits VectorScorer, SparseScorer, MultiScorer {

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
