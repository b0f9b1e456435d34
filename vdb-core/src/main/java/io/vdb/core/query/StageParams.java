package io.vdb.core.query;

import org.jspecify.annotations.Nullable;

/**
 * How nearest neighbours are searched for.
 *
 * @param hnswEf candidates kept while the graph is walked; the engine's default when absent
 * @param exact whether every point is compared instead of walking the graph
 */
public record StageParams(@Nullable Integer hnswEf, boolean exact) {

  /** The engine's own choice. */
  public static final StageParams DEFAULT = new StageParams(null, false);

  /** Every point is compared. */
  public static final StageParams EXACT = new StageParams(null, true);
}
