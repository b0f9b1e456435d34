/**
 * The administration over gRPC: {@link io.vdb.server.grpc.admin.AdminEndpoint} turns messages into
 * calls of {@link io.vdb.server.admin.Admin} and back, and lets in whoever has the right.
 */
@NullMarked
package io.vdb.server.grpc.admin;

import org.jspecify.annotations.NullMarked;
