@NullMarked
package io.vdb.server.cli.load;

import org.jspecify.annotations.NullMarked;
