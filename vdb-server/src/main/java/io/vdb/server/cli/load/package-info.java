/**
 * Loads rows into a collection of a server through its REST front.
 *
 * <p>{@link io.vdb.server.cli.load.Importer} is the entry point. It reads on the calling thread and
 * sends on virtual threads, with a fixed number of batches on the way, so that memory is bounded.
 */
@NullMarked
package io.vdb.server.cli.load;

import org.jspecify.annotations.NullMarked;
