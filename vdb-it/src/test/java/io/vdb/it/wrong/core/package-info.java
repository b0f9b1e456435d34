/** Breaks the rules for the engine. */
@NullMarked
package io.vdb.it.wrong.core;

import org.jspecify.annotations.NullMarked;
