package io.vdb.it.wrong.server;

import io.vdb.it.wrong.index.internal.Secret;

/** Uses what is internal to another package. */
final class UsesInternals {

  Secret secret() {
    return new Secret();
  }
}
