/**
 * A running server as its commands see it: what to show it, how to ask it, and what goes wrong.
 *
 * <p>{@link io.vdb.server.cli.remote.RestEndpoint} sends a request once and reads the answer.
 */
@NullMarked
package io.vdb.server.cli.remote;

import org.jspecify.annotations.NullMarked;
