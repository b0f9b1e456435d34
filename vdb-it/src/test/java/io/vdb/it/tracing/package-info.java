/** Tests of traces against the outside programs that show them. */
@NullMarked
package io.vdb.it.tracing;

import org.jspecify.annotations.NullMarked;
