/** More load than a server takes: what it refuses, what it serves, and what is left of it. */
@NullMarked
package io.vdb.it.load;

import org.jspecify.annotations.NullMarked;
