/** The one exception that the engine throws, and the codes that fronts map to their statuses. */
@NullMarked
package io.vdb.core.error;

import org.jspecify.annotations.NullMarked;
