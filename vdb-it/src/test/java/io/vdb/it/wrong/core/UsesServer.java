package io.vdb.it.wrong.core;

import io.vdb.it.wrong.server.UsesCore;

/** Reaches upwards. */
public final class UsesServer {

  UsesCore above() {
    return new UsesCore();
  }
}
