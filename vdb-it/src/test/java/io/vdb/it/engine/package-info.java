/** The embedded engine with its real index, on a file system that loses what was not flushed. */
@NullMarked
package io.vdb.it.engine;

import org.jspecify.annotations.NullMarked;
