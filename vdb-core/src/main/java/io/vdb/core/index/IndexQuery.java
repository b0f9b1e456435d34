package io.vdb.core.index;

import org.jspecify.annotations.Nullable;

/**
 * A nearest-neighbour query on one snapshot.
 *
 * @param vector query components, normalised under cosine; not retained
 * @param k number of hits wanted, at least 1
 * @param ef candidates kept while a graph is walked; the index's default when absent; never fewer
 *     than {@code k}
 * @param exact whether every accepted vector is compared
 * @param accepted which ordinals may be found; all live ones when absent
 */
public record IndexQuery(
    float[] vector, int k, @Nullable Integer ef, boolean exact, @Nullable OrdinalSet accepted) {}
