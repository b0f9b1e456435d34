/**
 * The gRPC front: the standard health service and Qdrant's health check. Every other call answers
 * UNIMPLEMENTED. {@link io.vdb.server.grpc.GrpcListener} is the entry point.
 */
@NullMarked
package io.vdb.server.grpc;

import org.jspecify.annotations.NullMarked;
