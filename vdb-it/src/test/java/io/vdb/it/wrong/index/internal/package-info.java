/** Internal to the package above. */
@NullMarked
package io.vdb.it.wrong.index.internal;

import org.jspecify.annotations.NullMarked;
