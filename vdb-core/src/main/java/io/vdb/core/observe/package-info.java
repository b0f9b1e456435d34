/**
 * What the engine remembers of its own work, for its operators: {@link
 * io.vdb.core.observe.SlowQueryLog} keeps the latest slow queries.
 */
@NullMarked
package io.vdb.core.observe;

import org.jspecify.annotations.NullMarked;
