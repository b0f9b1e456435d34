package io.vdb.server.api;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import org.jspecify.annotations.Nullable;

/**
 * A page of points that is wanted.
 *
 * @param from id at which it starts; the first one when absent
 * @param limit most points on it
 * @param filter which points; all when absent
 * @param projection what is returned of each
 */
public record ScrollRequest(
    @Nullable PointId from, int limit, @Nullable Filter filter, Projection projection) {}
