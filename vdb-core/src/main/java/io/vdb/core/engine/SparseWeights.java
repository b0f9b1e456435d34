package io.vdb.core.engine;

import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.SparseCounts;
import io.vdb.core.index.SparseScorer;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.VectorValue;
import java.io.IOException;
import java.util.Arrays;

/**
 * Weights the components of a sparse query by how rare their indices are among all live points of a
 * view that have the vector, whatever the filter of the query.
 *
 * <p>The index counts what it holds, and the recent part takes its place where it knows better. The
 * index does that from what it has counted before, as long as the recent states are about new
 * points; where they hide points that it has, it goes through the postings of the query once more.
 */
final class SparseWeights {

  private final String name;
  private final int[] indices;
  private final OrdinalBits hidden;
  private final long[] holders;
  private long points;

  private SparseWeights(String name, int[] indices, int ordinalLimit) {
    this.name = name;
    this.indices = indices;
    this.hidden = new OrdinalBits(ordinalLimit);
    this.holders = new long[indices.length];
  }

  /** Returns what scores points for a query, which is weighted if the vector's settings say so. */
  static SparseScorer scorer(
      View view, String name, SparseConfig config, VectorValue.Sparse query) throws IOException {
    if (!config.idf() || query.indices().length == 0) {
      return new SparseScorer(query);
    }
    SparseWeights weights =
        new SparseWeights(name, query.indices(), view.index().ordinalLimit());
    weights.count(view);
    return new SparseScorer(new VectorValue.Sparse(query.indices(), weights.of(query.values())));
  }

  private void count(View view) throws IOException {
    view.forEachRecent(this::countRecent);
    SparseCounts indexed = view.index().sparseCounts(name, indices, hidden);
    points += indexed.points();
    for (int i = 0; i < holders.length; i++) {
      holders[i] += indexed.holders()[i];
    }
  }

  private void countRecent(RecentEntry entry) {
    if (!entry.hidesIndexedVectors()) {
      return;
    }
    hidden.set(entry.ordinal());
    if (entry.isLive() && entry.requireVectors().get(name) instanceof VectorValue.Sparse vector) {
      points++;
      countIndices(vector.indices());
    }
  }

  private void countIndices(int[] others) {
    int i = 0;
    int j = 0;
    while (i < indices.length && j < others.length) {
      int order = Integer.compareUnsigned(indices[i], others[j]);
      if (order == 0) {
        holders[i]++;
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
  }

  private float[] of(float[] values) {
    float[] weighted = Arrays.copyOf(values, values.length);
    for (int i = 0; i < weighted.length; i++) {
      weighted[i] *= inverseFrequency(points, holders[i]);
    }
    return weighted;
  }

  /** Returns the weight of an index that so many of so many points have. */
  static float inverseFrequency(long points, long holders) {
    return (float) Math.log(1 + (points - holders + 0.5) / (holders + 0.5));
  }
}
