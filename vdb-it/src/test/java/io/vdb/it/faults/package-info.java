/**
 * A file system that loses what was not flushed, for testing what survives a power loss.
 *
 * <p>Entry point is {@link io.vdb.it.faults.LossyFileSystem}. Everything is kept in memory; any
 * thread may use it.
 */
@NullMarked
package io.vdb.it.faults;

import org.jspecify.annotations.NullMarked;
