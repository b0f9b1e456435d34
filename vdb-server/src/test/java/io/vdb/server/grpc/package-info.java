@NullMarked
package io.vdb.server.grpc;

import org.jspecify.annotations.NullMarked;
