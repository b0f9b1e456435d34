@NullMarked
package io.vdb.server.admin;

import org.jspecify.annotations.NullMarked;
