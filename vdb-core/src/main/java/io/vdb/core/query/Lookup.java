package io.vdb.core.query;

import org.jspecify.annotations.Nullable;

/**
 * Where the vectors of points are that a query names by their ids.
 *
 * @param collection name or alias of the collection that has the points
 * @param vector name of their vector; the one that the query uses when absent
 */
public record Lookup(String collection, @Nullable String vector) {}
