/** Files loaded by the program's own import. */
@NullMarked
package io.vdb.it.imports;

import org.jspecify.annotations.NullMarked;
