@NullMarked
package io.vdb.server.cli.source;

import org.jspecify.annotations.NullMarked;
