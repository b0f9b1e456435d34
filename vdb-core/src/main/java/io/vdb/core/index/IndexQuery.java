package io.vdb.core.index;

import org.jspecify.annotations.Nullable;

/**
 * A query for the best-scored vectors of one snapshot.
 *
 * @param vector name of the vector that is searched
 * @param scorer what is best; not retained. A graph over the distance of the vector leads to it only
 *     as far as vectors that are near to each other have scores that are
 * @param k number of hits wanted, at least 1
 * @param ef candidates kept while a graph is walked; the index's default when absent; never fewer
 *     than {@code k}
 * @param exact whether every accepted vector is compared
 * @param accepted which ordinals may be found; all live ones when absent
 */
public record IndexQuery(
    String vector,
    VectorScorer scorer,
    int k,
    @Nullable Integer ef,
    boolean exact,
    @Nullable OrdinalSet accepted) {}
