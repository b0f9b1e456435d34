/** Real vectors, through the program that a newcomer runs. */
@NullMarked
package io.vdb.it.mnist;

import org.jspecify.annotations.NullMarked;
