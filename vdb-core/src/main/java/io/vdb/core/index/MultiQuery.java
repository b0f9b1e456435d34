package io.vdb.core.index;

import org.jspecify.annotations.Nullable;

/**
 * A query for the points of one snapshot whose multivectors have the best scores.
 *
 * @param vector name of the vector that is searched
 * @param scorer what is best; not retained
 * @param k number of hits wanted, at least 1
 * @param accepted which ordinals may be found; all live ones when absent
 */
public record MultiQuery(
    String vector, MultiScorer scorer, int k, @Nullable OrdinalSet accepted) {}
