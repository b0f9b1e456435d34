/** Lies outside of the root package of the tree that breaks every rule. */
@NullMarked
package io.vdb.it.strayed;

import org.jspecify.annotations.NullMarked;
