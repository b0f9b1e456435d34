/**
 * Configuration: one immutable record per concern, read strictly from a YAML file, {@code VDB_*}
 * variables and command-line overrides. {@link io.vdb.server.config.ConfigLoader} is the entry
 * point; it reports every problem at once. Nothing here starts threads or opens sockets.
 */
@NullMarked
package io.vdb.server.config;

import org.jspecify.annotations.NullMarked;
