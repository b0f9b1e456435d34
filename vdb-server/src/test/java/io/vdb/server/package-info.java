@NullMarked
package io.vdb.server;

import org.jspecify.annotations.NullMarked;
