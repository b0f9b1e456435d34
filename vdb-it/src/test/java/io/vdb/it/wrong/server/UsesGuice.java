package io.vdb.it.wrong.server;

import com.google.inject.Guice;
import com.google.inject.Injector;

/** Wires outside of the wiring. */
final class UsesGuice {

  Injector injector() {
    return Guice.createInjector();
  }
}
