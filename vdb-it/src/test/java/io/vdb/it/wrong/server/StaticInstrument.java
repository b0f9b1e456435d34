package io.vdb.it.wrong.server;

import io.vdb.observability.spi.Counter;

/** Shares figures between databases. */
final class StaticInstrument {

  static final Counter SEARCHES = amount -> {};

  private StaticInstrument() {}
}
