/** What {@code vdb demo} does once a server runs: load, search, measure, tell. */
@NullMarked
package io.vdb.server.cli.demo;

import org.jspecify.annotations.NullMarked;
