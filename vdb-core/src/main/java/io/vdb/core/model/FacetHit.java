package io.vdb.core.model;

/**
 * How many points have a value.
 *
 * @param value a {@link String}, {@link Long} or {@link Boolean}
 * @param count number of points, at least 1; a point that has it twice counts once
 */
public record FacetHit(Object value, long count) {}
