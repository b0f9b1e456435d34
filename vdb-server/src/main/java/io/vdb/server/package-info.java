/**
 * The server as a whole: {@link io.vdb.server.VdbServer} starts it from a configuration and stops
 * it. What it is made of is put together in {@code wiring}.
 */
@NullMarked
package io.vdb.server;

import org.jspecify.annotations.NullMarked;
