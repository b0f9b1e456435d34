@NullMarked
package io.vdb.server.request;

import org.jspecify.annotations.NullMarked;
