/** Which package may use what, checked over the classes of every module. */
@NullMarked
package io.vdb.it.architecture;

import org.jspecify.annotations.NullMarked;
