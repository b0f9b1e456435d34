/**
 * The REST front in the shape of Qdrant's protocol.
 *
 * <p>{@link io.vdb.server.rest.RestListener} serves a table of routes. A request is read as a stream
 * straight into the engine's model by one reader per kind of body, and answers are written as a
 * stream. Event loops only move bytes: searches run on a bounded pool, writes on virtual threads.
 * Everything a client sends that is not understood is refused with a message that names it.
 */
@NullMarked
package io.vdb.server.rest;

import org.jspecify.annotations.NullMarked;
