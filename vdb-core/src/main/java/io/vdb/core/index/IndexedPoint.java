package io.vdb.core.index;

import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import org.jspecify.annotations.Nullable;

/**
 * A point as the index holds it.
 *
 * @param ordinal its ordinal
 * @param id its id
 * @param version sequence number of the operation that last changed it
 * @param payload absent when not asked for
 * @param vector a copy of its own; absent when not asked for
 */
public record IndexedPoint(
    int ordinal,
    PointId id,
    long version,
    @Nullable Payload payload,
    float @Nullable [] vector) {}
