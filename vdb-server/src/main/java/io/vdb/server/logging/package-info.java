/**
 * Logging: JSON lines or text, set up from the configuration by {@link
 * io.vdb.server.logging.LoggingComponent}.
 */
@NullMarked
package io.vdb.server.logging;

import org.jspecify.annotations.NullMarked;
