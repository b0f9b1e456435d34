/**
 * Qdrant's gRPC services: {@link io.vdb.server.grpc.qdrant.QdrantEndpoint} makes them from one
 * table of methods for each service. A method reads its message into the engine's types, does one
 * operation of {@link io.vdb.server.api.Operations}, and makes a message of the result; messages
 * are parsed and written on the worker that does the operation. Every field of a message is either
 * read, or refused when it is set: {@code SupportedFields} sees to that.
 */
@NullMarked
package io.vdb.server.grpc.qdrant;

import org.jspecify.annotations.NullMarked;
