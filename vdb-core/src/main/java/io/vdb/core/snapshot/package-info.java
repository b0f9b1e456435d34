/**
 * Snapshots as files: their format, how they are written, checked and read, and the folder that they
 * are kept in. Knows nothing of what points look like: it carries files of an index and records of a
 * log.
 *
 * <p>Entry points are {@link io.vdb.core.snapshot.SnapshotWriter}, {@link
 * io.vdb.core.snapshot.SnapshotFile} and {@link io.vdb.core.snapshot.SnapshotFolder}. Writers and
 * open files belong to one thread; folders are safe for concurrent use.
 */
@NullMarked
package io.vdb.core.snapshot;

import org.jspecify.annotations.NullMarked;
