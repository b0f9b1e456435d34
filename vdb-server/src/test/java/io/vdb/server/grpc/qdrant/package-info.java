/** Tests of Qdrant's gRPC services on a real server. */
@NullMarked
package io.vdb.server.grpc.qdrant;

import org.jspecify.annotations.NullMarked;
