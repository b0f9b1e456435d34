/** Tests of the format of snapshots and of the folder that they are kept in. */
@NullMarked
package io.vdb.core.snapshot;

import org.jspecify.annotations.NullMarked;
