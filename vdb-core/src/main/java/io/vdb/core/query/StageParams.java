package io.vdb.core.query;

import org.jspecify.annotations.Nullable;

/**
 * How nearest neighbours are searched for.
 *
 * @param hnswEf candidates kept while the graph is walked; the engine's default when absent
 * @param exact whether every point is compared instead of walking the graph
 * @param indexedOnly whether vectors that are not in the index yet are left out
 * @param oversampling how many times the candidates of quantised vectors are wanted; without effect,
 *     since none are quantised, but it may be bounded
 */
public record StageParams(
    @Nullable Integer hnswEf, boolean exact, boolean indexedOnly, @Nullable Double oversampling) {

  /** The engine's own choice. */
  public static final StageParams DEFAULT = new StageParams(null, false, false, null);

  /** Every point is compared. */
  public static final StageParams EXACT = new StageParams(null, true, false, null);
}
