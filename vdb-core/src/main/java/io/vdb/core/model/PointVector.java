package io.vdb.core.model;

/**
 * A new vector for a point that exists.
 *
 * @param id identifier
 * @param vector components in index order, finite, as many as the collection's size; given away to
 *     the database
 */
public record PointVector(PointId id, float[] vector) {}
