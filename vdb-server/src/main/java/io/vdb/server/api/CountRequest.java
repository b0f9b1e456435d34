package io.vdb.server.api;

import io.vdb.core.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Points that are to be counted.
 *
 * @param filter which points; all when absent
 * @param exact whether it is asked to be exact, as it is in any case
 */
public record CountRequest(@Nullable Filter filter, boolean exact) {}
