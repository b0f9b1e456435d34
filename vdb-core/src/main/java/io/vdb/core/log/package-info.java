/**
 * The operation log: an ordered, durable sequence of records, and its file implementation.
 *
 * <p>Entry points are {@link io.vdb.core.log.OperationLog} and {@link
 * io.vdb.core.log.FileOperationLog}.
 */
@NullMarked
package io.vdb.core.log;

import org.jspecify.annotations.NullMarked;
