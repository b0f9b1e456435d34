package io.vdb.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A point as it is read back.
 *
 * @param id identifier
 * @param payload as projected; absent when not asked for
 * @param vector as stored; absent when not asked for
 */
public record StoredRecord(
    PointId id, @Nullable Payload payload, float @Nullable [] vector) {}
