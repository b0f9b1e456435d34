package io.vdb.core.model;

import org.jspecify.annotations.Nullable;

/**
 * An order of points by what they have at a field. Points without a value there are left out; one with
 * several stands where the first of them in this order does.
 *
 * @param field declared as {@code integer}, {@code float} or {@code datetime}, whose values are
 *     compared
 * @param descending whether the largest value comes first
 * @param startFrom where to begin, itself included: a {@link Long} or a {@link Double}, which is
 *     microseconds since 1970 for points in time; at the first value when absent
 */
public record OrderBy(PayloadPath field, boolean descending, @Nullable Number startFrom) {}
