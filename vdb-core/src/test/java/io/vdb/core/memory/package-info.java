/** An index that keeps everything in memory and compares every vector: simple, exact, for tests. */
@NullMarked
package io.vdb.core.memory;

import org.jspecify.annotations.NullMarked;
