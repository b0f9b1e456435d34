/**
 * Places at which tests end the process, to see what the next start makes of what is there. The entry
 * point is {@link io.vdb.core.fault.FailPoint}.
 */
@NullMarked
package io.vdb.core.fault;

import org.jspecify.annotations.NullMarked;
