/** Thousands of requests that nobody should send. */
@NullMarked
package io.vdb.it.fuzz;

import org.jspecify.annotations.NullMarked;
