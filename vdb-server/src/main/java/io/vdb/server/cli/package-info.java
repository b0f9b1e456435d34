/** The program {@code vdb}: its commands, what they print, and how they end. */
@NullMarked
package io.vdb.server.cli;

import org.jspecify.annotations.NullMarked;
