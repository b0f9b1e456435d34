package io.vdb.it.wrong.server;

import io.opentelemetry.standin.Span;

/** Bypasses the SPI. */
final class UsesOpenTelemetry {

  Span span() {
    return new Span();
  }
}
