/** Backends of others, put into the folder {@code plugins} of the assembled distribution. */
@NullMarked
package io.vdb.it.plugins;

import org.jspecify.annotations.NullMarked;
