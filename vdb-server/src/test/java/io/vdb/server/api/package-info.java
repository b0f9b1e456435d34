@NullMarked
package io.vdb.server.api;

import org.jspecify.annotations.NullMarked;
