/** Traces of a real server, as they arrive at a collector. */
@NullMarked
package io.vdb.it.traces;

import org.jspecify.annotations.NullMarked;
