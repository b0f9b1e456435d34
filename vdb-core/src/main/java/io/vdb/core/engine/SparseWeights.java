package io.vdb.core.engine;

import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.SparseCounts;
import io.vdb.core.index.SparseDotProduct;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.VectorValue;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Weights the components of sparse queries by how rare their indices are among all live points of a
 * view that have the vector, whatever the filter of the query.
 *
 * <p>The index counts what it holds, and the recent part takes its place where it knows better. The
 * index does that from what it has counted before, as long as the recent states are about new
 * points; where they hide points that it has, it goes through the postings of the query once more.
 */
final class SparseWeights {

  private static final SparseWeights NONE = new SparseWeights("", new int[0], 0);

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
  static SparseDotProduct scorer(
      View view, String name, SparseConfig config, VectorValue.Sparse query) throws IOException {
    return new SparseDotProduct(of(view, name, config, List.of(query)).weighted(query));
  }

  /**
   * Returns the weights of all indices that some queries have, counted once for all of them; none if
   * the vector's settings do not ask for any.
   */
  static SparseWeights of(
      View view, String name, SparseConfig config, List<VectorValue.Sparse> queries)
      throws IOException {
    int[] indices = config.idf() ? union(queries) : new int[0];
    if (indices.length == 0) {
      return NONE;
    }
    SparseWeights weights = new SparseWeights(name, indices, view.index().ordinalLimit());
    weights.count(view);
    return weights;
  }

  /** Returns the indices that any of some vectors has, ascending as unsigned numbers. */
  private static int[] union(List<VectorValue.Sparse> vectors) {
    if (vectors.size() == 1) {
      return vectors.getFirst().indices();
    }
    return vectors.stream()
        .flatMapToInt(vector -> Arrays.stream(vector.indices()))
        .map(SparseWeights::withSignTurned)
        .sorted()
        .distinct()
        .map(SparseWeights::withSignTurned)
        .toArray();
  }

  /** Turns the order of unsigned numbers into that of signed ones, and back. */
  private static int withSignTurned(int index) {
    return index ^ Integer.MIN_VALUE;
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
    int at = 0;
    for (int index : others) {
      at = atLeast(index, at);
      if (at == indices.length) {
        return;
      }
      if (indices[at] == index) {
        holders[at]++;
      }
    }
  }

  /**
   * Returns the first place at or behind {@code from} whose index is not smaller, or their number.
   * Steps grow with the way, so that few others are looked up among many as fast as many among few.
   */
  private int atLeast(int index, int from) {
    int step = 1;
    int low = from;
    int high = from;
    while (high < indices.length && Integer.compareUnsigned(indices[high], index) < 0) {
      low = high + 1;
      high += step;
      step *= 2;
    }
    high = Math.min(high, indices.length);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Integer.compareUnsigned(indices[middle], index) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns a vector with its components weighted, all of whose indices have been counted. */
  VectorValue.Sparse weighted(VectorValue.Sparse query) {
    if (indices.length == 0) {
      return query;
    }
    float[] weighted = query.values().clone();
    int at = 0;
    for (int i = 0; i < weighted.length; i++) {
      at = atLeast(query.indices()[i], at);
      weighted[i] *= inverseFrequency(points, holders[at]);
    }
    return new VectorValue.Sparse(query.indices(), weighted);
  }

  /** Returns the weight of an index that so many of so many points have. */
  static float inverseFrequency(long points, long holders) {
    return (float) Math.log(1 + (points - holders + 0.5) / (holders + 0.5));
  }
}
