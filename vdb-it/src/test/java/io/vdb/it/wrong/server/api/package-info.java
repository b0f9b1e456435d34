/** Breaks the rule for what all protocols share. */
@NullMarked
package io.vdb.it.wrong.server.api;

import org.jspecify.annotations.NullMarked;
