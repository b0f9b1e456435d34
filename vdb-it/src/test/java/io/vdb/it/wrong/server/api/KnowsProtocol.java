package io.vdb.it.wrong.server.api;

import io.grpc.Status;

/** Fails in the words of one protocol. */
final class KnowsProtocol {

  Status status() {
    return Status.NOT_FOUND;
  }
}
