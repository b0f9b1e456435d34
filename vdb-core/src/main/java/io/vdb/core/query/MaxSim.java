package io.vdb.core.query;

import io.vdb.core.index.MultiScorer;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.index.VectorRows;
import io.vdb.core.model.Distance;

/**
 * Scores multivectors by the sum, over the rows of the query, of the similarity to the row that is
 * most similar. Under a distance of which the smaller is nearer, similarities are distances with their
 * sign turned, squared under {@code EUCLID}; the score is what they add up to, turned back, and under
 * {@code EUCLID} its root.
 *
 * @param query the rows of the query
 * @param distance how rows are compared
 * @param similarity of rows that goes with the distance
 * @see <a href="https://arxiv.org/abs/2112.01488">Santhanam and others, ColBERTv2</a>
 */
public record MaxSim(VectorRows query, Distance distance, Similarity<VectorRows> similarity)
    implements MultiScorer {

  /** Returns how similar multivectors are whose rows are compared by a distance. */
  public static Similarity<VectorRows> similarity(Distance distance, VectorKernel kernel) {
    Similarity<float[]> rows = Similarity.of(distance, kernel);
    return (example, stored) -> {
      double sum = 0;
      for (int i = 0; i < example.count(); i++) {
        sum += mostSimilar(rows, example.row(i), stored);
      }
      return (float) sum;
    };
  }

  private static float mostSimilar(Similarity<float[]> rows, float[] row, VectorRows stored) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < stored.count(); i++) {
      most = Math.max(most, rows.of(row, stored.row(i)));
    }
    return most;
  }

  @Override
  public float score(VectorRows stored) {
    float sum = similarity.of(query, stored);
    return switch (distance) {
      case COSINE, DOT -> sum;
      case EUCLID -> (float) Math.sqrt(0 - sum); // not the zero that has a sign
      case MANHATTAN -> 0 - sum;
    };
  }

  @Override
  public boolean largerIsNearer() {
    return distance.largerIsNearer();
  }
}
