@NullMarked
package io.vdb.server.security;

import org.jspecify.annotations.NullMarked;
