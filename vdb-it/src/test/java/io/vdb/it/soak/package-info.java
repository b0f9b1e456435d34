/** Hours of mixed load, and whether anything drifts meanwhile. */
@NullMarked
package io.vdb.it.soak;

import org.jspecify.annotations.NullMarked;
