package io.vdb.it.wrong.server;

import io.grpc.Status;

/** Lets the protocol out of its front. */
final class UsesGrpc {

  Status status() {
    return Status.OK;
  }
}
