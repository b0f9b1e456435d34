package io.vdb.it.wrong.server;

import io.prometheus.client.CollectorRegistry;

/** Bypasses the SPI. */
final class UsesPrometheus {

  CollectorRegistry registry() {
    return new CollectorRegistry();
  }
}
