/**
 * What operators see and change while the server runs: {@link io.vdb.server.admin.Admin} holds the
 * parts. Knows no protocol: the REST and gRPC fronts call the same methods, which refuse what is
 * wrong with a {@link io.vdb.core.error.VdbException} and then have changed nothing. Everything here
 * is safe for concurrent use.
 */
@NullMarked
package io.vdb.server.admin;

import org.jspecify.annotations.NullMarked;
