/** The server's own metrics: {@link io.vdb.server.metrics.ServerMetrics} declares all of them. */
@NullMarked
package io.vdb.server.metrics;

import org.jspecify.annotations.NullMarked;
