package io.vdb.index.lucene;

import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import java.io.IOException;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;

/**
 * Lets Lucene build graphs over the Manhattan distance, which it does not have. What it calls the
 * similarity of such a field is not looked at. Stateless.
 */
final class ManhattanVectorsScorer implements FlatVectorsScorer {

  private static final VectorKernel KERNEL = Kernels.of(Distance.MANHATTAN);

  /** Positive, and larger for nearer. */
  private static float similarity(float[] a, float[] b) {
    return 1 / (1 + KERNEL.score(a, b));
  }

  @Override
  public RandomVectorScorerSupplier getRandomVectorScorerSupplier(
      VectorSimilarityFunction similarity, KnnVectorValues values) throws IOException {
    return new Supplier((FloatVectorValues) values);
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues values, float[] target)
      throws IOException {
    return new Scorer(((FloatVectorValues) values).copy(), values, target);
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues values, byte[] target) {
    throw new IllegalArgumentException("the vectors are of floats");
  }

  /** Makes scorers for threads that build one graph together. */
  private record Supplier(FloatVectorValues values) implements RandomVectorScorerSupplier {

    @Override
    public UpdateableRandomVectorScorer scorer() throws IOException {
      return new Scorer(values.copy(), values, new float[values.dimension()]);
    }

    @Override
    public RandomVectorScorerSupplier copy() throws IOException {
      return new Supplier(values.copy());
    }
  }

  /** Scores vectors against one, or one of them. Confined to one thread. */
  private static final class Scorer extends UpdateableRandomVectorScorer.AbstractUpdateableRandomVectorScorer {
    private final FloatVectorValues values;
    private final float[] target;

    Scorer(FloatVectorValues values, KnnVectorValues all, float[] target) {
      super(all);
      this.values = values;
      this.target = target;
    }

    @Override
    public void setScoringOrdinal(int place) throws IOException {
      System.arraycopy(values.vectorValue(place), 0, target, 0, target.length);
    }

    @Override
    public float score(int place) throws IOException {
      return similarity(target, values.vectorValue(place));
    }
  }
}
