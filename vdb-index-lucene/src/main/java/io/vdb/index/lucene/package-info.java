/**
 * The index SPI on Lucene: payloads in one Lucene index, vectors in another, one commit over both.
 *
 * <p>Entry point is {@link io.vdb.index.lucene.LuceneIndexProvider}, found by ServiceLoader. One
 * thread of the engine applies and commits; merging runs on threads of its own; any number of
 * threads read snapshots.
 */
@NullMarked
package io.vdb.index.lucene;

import org.jspecify.annotations.NullMarked;
