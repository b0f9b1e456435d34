@NullMarked
package io.vdb.server.grpc.admin;

import org.jspecify.annotations.NullMarked;
