/**
 * The root of what a request causes: its ids, its span and the {@link
 * io.vdb.observability.spi.Context} that carries both, made alike for REST and gRPC by {@link
 * io.vdb.server.request.RequestRoots}; what requests of both together hold of the memory, {@link
 * io.vdb.server.request.ByteBudget}; and those that are not let in, {@link
 * io.vdb.server.request.KeyRefusals}.
 */
@NullMarked
package io.vdb.server.request;

import org.jspecify.annotations.NullMarked;
