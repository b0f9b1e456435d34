/** Servers and imports that are killed, and what is there afterwards. */
@NullMarked
package io.vdb.it.crash;

import org.jspecify.annotations.NullMarked;
