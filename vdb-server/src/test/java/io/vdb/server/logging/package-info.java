@NullMarked
package io.vdb.server.logging;

import org.jspecify.annotations.NullMarked;
