package io.vdb.server.api;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.Projection;
import org.jspecify.annotations.Nullable;

/**
 * The first points in an order by the values of a field.
 *
 * @param order the order, and where in it to start
 * @param limit most points wanted
 * @param filter which points; all when absent
 * @param projection what is returned of each
 */
public record OrderedRequest(
    OrderBy order, int limit, @Nullable Filter filter, Projection projection) {}
