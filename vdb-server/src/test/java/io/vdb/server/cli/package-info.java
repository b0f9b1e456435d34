@NullMarked
package io.vdb.server.cli;

import org.jspecify.annotations.NullMarked;
