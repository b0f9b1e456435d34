/** What {@code vdb verify} does beyond the engine: a client of the administration, and reports. */
@NullMarked
package io.vdb.server.cli.verify;

import org.jspecify.annotations.NullMarked;
