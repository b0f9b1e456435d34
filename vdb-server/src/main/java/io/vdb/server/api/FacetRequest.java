package io.vdb.server.api;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import org.jspecify.annotations.Nullable;

/**
 * Values of a field that are to be counted.
 *
 * @param key the field
 * @param limit most values wanted
 * @param filter which points count; all when absent
 * @param exact whether it is asked to be exact, as it is in any case
 */
public record FacetRequest(
    PayloadPath key, int limit, @Nullable Filter filter, boolean exact) {}
