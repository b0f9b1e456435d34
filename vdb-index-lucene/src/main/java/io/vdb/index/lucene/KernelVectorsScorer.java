package io.vdb.index.lucene;

import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import io.vdb.core.model.VectorConfig;
import java.io.IOException;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;

/**
 * Lets Lucene build graphs by our comparison: over the Manhattan distance, which it does not have,
 * and over components that it does not know. What it calls the similarity of such a field is not
 * looked at. Stateless.
 *
 * @param vector settings of the vectors, by whose distance they are linked
 */
record KernelVectorsScorer(VectorConfig vector) implements FlatVectorsScorer {

  /** Positive, and larger for nearer. */
  private static float similarity(Distance distance, float score) {
    return switch (distance) {
      case COSINE -> (1 + score) / 2;
      case DOT -> VectorUtil.scaleMaxInnerProductScore(score);
      case EUCLID, MANHATTAN -> 1 / (1 + score);
    };
  }

  @Override
  public RandomVectorScorerSupplier getRandomVectorScorerSupplier(
      VectorSimilarityFunction similarity, KnnVectorValues values) {
    return new Supplier(values);
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues values, float[] target) {
    throw notSearched();
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues values, byte[] target) {
    throw notSearched();
  }

  private static IllegalStateException notSearched() {
    return new IllegalStateException("graphs that are built so are searched by other means");
  }

  /** Makes scorers for threads that build one graph together. */
  private final class Supplier implements RandomVectorScorerSupplier {
    private final KnnVectorValues values;

    Supplier(KnnVectorValues values) {
      this.values = values;
    }

    @Override
    public UpdateableRandomVectorScorer scorer() throws IOException {
      return new Scorer(values, StoredVectors.of(values.copy(), vector.dataType()));
    }

    @Override
    public RandomVectorScorerSupplier copy() throws IOException {
      return new Supplier(values.copy());
    }
  }

  /** Scores vectors against one of them. Confined to one thread. */
  private final class Scorer
      extends UpdateableRandomVectorScorer.AbstractUpdateableRandomVectorScorer {
    private final StoredVectors vectors;
    private final VectorKernel kernel = new LuceneIndexProvider().kernel(vector);
    private final float[] target = new float[vector.size()];

    Scorer(KnnVectorValues all, StoredVectors vectors) {
      super(all);
      this.vectors = vectors;
    }

    @Override
    public void setScoringOrdinal(int place) throws IOException {
      System.arraycopy(vectors.at(place), 0, target, 0, target.length);
    }

    @Override
    public float score(int place) throws IOException {
      return similarity(vector.distance(), kernel.score(target, vectors.at(place)));
    }
  }
}
