/**
 * The assembled distribution as a newcomer meets it: unpacked, started as a process of its own, and
 * spoken to from outside. {@link io.vdb.it.server.Servers} is where a test begins.
 */
@NullMarked
package io.vdb.it.server;

import org.jspecify.annotations.NullMarked;
