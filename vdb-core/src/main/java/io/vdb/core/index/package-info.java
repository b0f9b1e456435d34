/**
 * The index SPI: what keeps and searches the points that have left memory.
 *
 * <p>Entry point is {@link io.vdb.core.index.VectorIndexProvider}. The engine gives every point a
 * small dense number, its <em>ordinal</em>, and a filter becomes a set of ordinals. One engine
 * thread at a time changes an index; any number of threads read its snapshots.
 */
@NullMarked
package io.vdb.core.index;

import org.jspecify.annotations.NullMarked;
