package io.vdb.core.model;

/**
 * A point in an order by the values of a field.
 *
 * @param point as projected
 * @param value by which it was ordered: a {@link Double} for a field of floats, otherwise a {@link
 *     Long}, which is microseconds since 1970 for points in time
 */
public record OrderedRecord(StoredRecord point, Number value) {}
