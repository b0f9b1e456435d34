/**
 * The engine: {@link io.vdb.core.engine.Database} and its {@link io.vdb.core.engine.Collection}s.
 *
 * <p>A write is validated and encoded by the calling thread, then one writer at a time for each
 * collection logs it, makes it durable and applies it to the recent part in memory. A flusher moves
 * the recent part into the index. Reads run on the calling thread over an immutable view.
 */
@NullMarked
package io.vdb.core.engine;

import org.jspecify.annotations.NullMarked;
