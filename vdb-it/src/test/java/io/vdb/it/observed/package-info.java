/** What operators see of a running server: metrics, health, log lines. */
@NullMarked
package io.vdb.it.observed;

import org.jspecify.annotations.NullMarked;
