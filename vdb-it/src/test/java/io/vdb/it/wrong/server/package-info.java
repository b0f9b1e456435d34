/** Breaks the rules for the server. */
@NullMarked
package io.vdb.it.wrong.server;

import org.jspecify.annotations.NullMarked;
