package io.vdb.index.lucene;

import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.VectorConfig;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;
import org.jspecify.annotations.Nullable;

/**
 * What vectors are compared by while a graph links them: their distance, but for the dot product. By
 * that, long vectors are near to everything and short ones not even to themselves, so that all links
 * go to the long ones, and from them no way leads to the others.
 *
 * <p>So each vector gets one more component, which makes all of them as long as the longest, and those
 * are linked that are near to each other then. A query has 0 there: its product with a
 * vector stays what it was, and is the larger the nearer the longer vector is. Of vectors of one
 * length nothing changes. Where a few are much longer than others, those get nothing: they are near to
 * everything as before, are what is found most often, and hold the graph together for walks that come
 * from afar.
 *
 * @see <a href="https://doi.org/10.1145/2645710.2645741">Bachrach and others, Speeding up the Xbox
 *     recommender system using a Euclidean transformation for inner-product spaces</a>
 */
final class GraphLinks {

  /** The share of vectors that are made as long as the longest of them where others are much longer. */
  private static final double SHORTER = 0.97;

  /** How many times the square of a length makes one that is much longer. */
  private static final float MUCH = 1.35f;

  private GraphLinks() {}

  /** Returns the comparison, nothing where it is Lucene's for the field. */
  static @Nullable FlatVectorsScorer of(VectorConfig vector) {
    boolean lucene = Kernels.hasLucene(vector);
    if (vector.distance() != Distance.DOT) {
      return lucene ? null : new KernelVectorsScorer(vector.withHnsw(null));
    }
    return new Lengthened(
        lucene
            ? FlatVectorScorerUtil.getLucene99FlatVectorsScorer()
            : new KernelVectorsScorer(vector.withHnsw(null)),
        vector.dataType());
  }

  /**
   * Adds the product of the components that are added to that of the others.
   *
   * @param products scores by the dot product, scaled as Lucene does it
   */
  private record Lengthened(FlatVectorsScorer products, DataType type)
      implements FlatVectorsScorer {

    @Override
    public RandomVectorScorerSupplier getRandomVectorScorerSupplier(
        VectorSimilarityFunction similarity, KnnVectorValues values) throws IOException {
      return new Supplier(
          products.getRandomVectorScorerSupplier(similarity, values), added(values));
    }

    /** Returns what is added to each vector, reading all of them once. */
    private float[] added(KnnVectorValues values) throws IOException {
      StoredVectors vectors = StoredVectors.of(values.copy(), type);
      float[] squares = new float[values.size()];
      for (int place = 0; place < squares.length; place++) {
        float[] vector = vectors.at(place);
        squares[place] = Math.min(VectorUtil.dotProduct(vector, vector), Float.MAX_VALUE);
      }
      float longest = longest(squares);
      for (int place = 0; place < squares.length; place++) {
        squares[place] = (float) Math.sqrt(Math.max(0, longest - squares[place]));
      }
      return squares;
    }

    private static float longest(float[] squares) {
      if (squares.length == 0) {
        return 0;
      }
      float[] ascending = squares.clone();
      Arrays.sort(ascending);
      float most = ascending[(int) ((ascending.length - 1) * SHORTER)];
      float longest = ascending[ascending.length - 1];
      return longest <= MUCH * most ? longest : most;
    }

    @Override
    public RandomVectorScorer getRandomVectorScorer(
        VectorSimilarityFunction similarity, KnnVectorValues values, float[] target)
        throws IOException {
      return products.getRandomVectorScorer(similarity, values, target);
    }

    @Override
    public RandomVectorScorer getRandomVectorScorer(
        VectorSimilarityFunction similarity, KnnVectorValues values, byte[] target)
        throws IOException {
      return products.getRandomVectorScorer(similarity, values, target);
    }
  }

  /** Makes scorers for threads that build one graph together. */
  private record Supplier(RandomVectorScorerSupplier products, float[] added)
      implements RandomVectorScorerSupplier {

    @Override
    public UpdateableRandomVectorScorer scorer() throws IOException {
      return new Scorer(products.scorer(), added);
    }

    @Override
    public RandomVectorScorerSupplier copy() throws IOException {
      return new Supplier(products.copy(), added);
    }
  }

  /** Scores vectors against one of them. Confined to one thread. */
  private static final class Scorer implements UpdateableRandomVectorScorer {
    private final UpdateableRandomVectorScorer products;
    private final float[] added;
    private float ofTarget;

    Scorer(UpdateableRandomVectorScorer products, float[] added) {
      this.products = products;
      this.added = added;
    }

    @Override
    public void setScoringOrdinal(int place) throws IOException {
      products.setScoringOrdinal(place);
      ofTarget = added[place];
    }

    @Override
    public float score(int place) throws IOException {
      return score(products.score(place), place);
    }

    @Override
    public float bulkScore(int[] places, float[] scores, int count) throws IOException {
      products.bulkScore(places, scores, count);
      float best = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        scores[i] = score(scores[i], places[i]);
        best = Math.max(best, scores[i]);
      }
      return best;
    }

    private float score(float scaled, int place) {
      float product = scaled < 1 ? 1 - 1 / scaled : scaled - 1; // as Lucene had it
      return VectorUtil.scaleMaxInnerProductScore(product + ofTarget * added[place]);
    }

    @Override
    public int maxOrd() {
      return products.maxOrd();
    }

    @Override
    public int ordToDoc(int place) {
      return products.ordToDoc(place);
    }
  }
}
