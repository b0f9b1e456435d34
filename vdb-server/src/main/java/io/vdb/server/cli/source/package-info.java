/**
 * Files of vectors, read row by row with bounded memory.
 *
 * <p>{@link io.vdb.server.cli.source.RowSources} opens a file, whatever its format; a {@link
 * io.vdb.server.cli.source.RowSource} is used by one thread.
 */
@NullMarked
package io.vdb.server.cli.source;

import org.jspecify.annotations.NullMarked;
