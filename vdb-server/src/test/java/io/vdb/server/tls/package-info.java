@NullMarked
package io.vdb.server.tls;

import org.jspecify.annotations.NullMarked;
