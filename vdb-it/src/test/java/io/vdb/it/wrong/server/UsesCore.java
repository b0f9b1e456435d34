package io.vdb.it.wrong.server;

import io.vdb.it.wrong.core.UsesServer;

/** Closes a cycle. */
public final class UsesCore {

  UsesServer below() {
    return new UsesServer();
  }
}
