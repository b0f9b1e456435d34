package io.vdb.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A point that a search found.
 *
 * @param id identifier
 * @param version sequence number of the operation that last changed the point
 * @param score as the collection's {@link Distance} defines it
 * @param payload as projected; absent when not asked for
 * @param vector as stored; absent when not asked for
 */
public record ScoredPoint(
    PointId id,
    long version,
    float score,
    @Nullable Payload payload,
    float @Nullable [] vector) {}
