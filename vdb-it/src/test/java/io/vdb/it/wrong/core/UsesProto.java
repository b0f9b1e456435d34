package io.vdb.it.wrong.core;

import io.vdb.it.wrong.proto.Message;

/** Takes a wire format for the model. */
final class UsesProto {

  Message message() {
    return new Message();
  }
}
