/** What {@code vdb demo} does between starting a server and serving: load, search, measure, tell. */
@NullMarked
package io.vdb.server.cli.demo;

import org.jspecify.annotations.NullMarked;
