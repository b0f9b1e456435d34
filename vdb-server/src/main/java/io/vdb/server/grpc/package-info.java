/**
 * The gRPC front: {@link io.vdb.server.grpc.GrpcListener} serves health checks, Qdrant's services
 * (package {@code qdrant}), the administration (package {@code admin}) and reflection; every other
 * call answers UNIMPLEMENTED. What all calls have in common is here: they are observed, bounded in
 * time and in bytes, and run in their context.
 */
@NullMarked
package io.vdb.server.grpc;

import org.jspecify.annotations.NullMarked;
