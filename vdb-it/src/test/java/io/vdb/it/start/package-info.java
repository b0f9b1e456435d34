/** Starts that cannot succeed, and what the program says about them. */
@NullMarked
package io.vdb.it.start;

import org.jspecify.annotations.NullMarked;
