/**
 * What the API does, whatever protocol asks for it.
 *
 * <p>{@link io.vdb.server.api.CollectionOperations} and {@link io.vdb.server.api.PointOperations}
 * are the operations, on the engine's own types. REST and gRPC read their requests into these types
 * with the same checks ({@link io.vdb.server.api.Place}, {@link io.vdb.server.api.FilterBudget},
 * {@link io.vdb.server.api.NewCollection}) and fail with the same {@link
 * io.vdb.server.api.ApiException}, whose {@link io.vdb.server.api.ErrorKind} each of them has one
 * table for. Nothing here knows a protocol. Operations run on the thread that calls them and may
 * wait; they are safe for concurrent use, readers' helpers are for one request each.
 */
@NullMarked
package io.vdb.server.api;

import org.jspecify.annotations.NullMarked;
