@NullMarked
package io.vdb.server.config;

import org.jspecify.annotations.NullMarked;
