/**
 * Ordered start and stop. A {@link io.vdb.server.lifecycle.Component} does nothing before it is
 * started; {@link io.vdb.server.lifecycle.Lifecycle} starts components in order and stops them in
 * reverse.
 */
@NullMarked
package io.vdb.server.lifecycle;

import org.jspecify.annotations.NullMarked;
