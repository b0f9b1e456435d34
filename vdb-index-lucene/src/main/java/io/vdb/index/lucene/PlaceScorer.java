package io.vdb.index.lucene;

import io.vdb.core.index.VectorScorer;
import java.io.IOException;
import org.apache.lucene.util.hnsw.RandomVectorScorer;

/**
 * Lets Lucene walk a graph towards what any scorer finds best. Of larger numbers Lucene thinks
 * better, so scores of which the smaller is nearer are negated; otherwise they stay exact.
 */
final class PlaceScorer implements RandomVectorScorer {

  private final SegmentVectors vectors;
  private final VectorScorer scorer;
  private final boolean negated;

  PlaceScorer(SegmentVectors vectors, VectorScorer scorer) {
    this.vectors = vectors;
    this.scorer = scorer;
    this.negated = !scorer.largerIsNearer();
  }

  @Override
  public float score(int place) throws IOException {
    float score = scorer.score(vectors.vector(place));
    return negated ? -score : score;
  }

  /** Returns the score that became this number. */
  float scoreOf(float number) {
    return negated ? -number : number;
  }

  @Override
  public int maxOrd() {
    return vectors.size();
  }
}
