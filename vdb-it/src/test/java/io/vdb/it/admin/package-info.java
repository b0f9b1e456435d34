/** The administration of a running server, over REST and over gRPC. */
@NullMarked
package io.vdb.it.admin;

import org.jspecify.annotations.NullMarked;
