package io.vdb.core.index;

import io.vdb.core.model.PointId;

/**
 * A point that a query found.
 *
 * @param ordinal its ordinal
 * @param id its id
 * @param score exact, as the {@link io.vdb.core.model.Distance} defines it
 */
public record IndexHit(int ordinal, PointId id, float score) {}
