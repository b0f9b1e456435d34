@NullMarked
package io.vdb.server.lifecycle;

import org.jspecify.annotations.NullMarked;
