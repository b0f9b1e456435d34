package io.vdb.core.query;

import io.vdb.core.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Asks how near points by chance are to each other.
 *
 * @param using name of the vector that is compared, empty for the one without a name
 * @param filter which points may be chosen; all when absent
 * @param sample number of points, at least 2
 * @param limit number of neighbours of each, at least 1
 */
public record MatrixRequest(String using, @Nullable Filter filter, int sample, int limit) {

  /** Points when nothing is said. */
  public static final int DEFAULT_SAMPLE = 10;

  /** Neighbours when nothing is said. */
  public static final int DEFAULT_LIMIT = 3;
}
