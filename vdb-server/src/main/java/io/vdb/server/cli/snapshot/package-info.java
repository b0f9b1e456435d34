/**
 * What {@code vdb snapshot} does: a client of the server's routes of snapshots, and checking a file
 * without a server.
 */
@NullMarked
package io.vdb.server.cli.snapshot;

import org.jspecify.annotations.NullMarked;
