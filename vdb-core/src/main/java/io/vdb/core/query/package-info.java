/**
 * Compound queries: what a request with prefetches asks for, and how lists of points are ranked,
 * merged and scored.
 *
 * <p>{@link io.vdb.core.query.QueryRequest} is the entry point. The records here are immutable; the
 * algorithms are stateless, know no collection, and are safe for concurrent use.
 */
@NullMarked
package io.vdb.core.query;

import org.jspecify.annotations.NullMarked;
