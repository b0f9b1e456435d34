package io.vdb.observability.otel;

import java.util.Locale;

/** What is sent to a collector, each kind by its own requests. */
enum Signal {
  TRACES,
  METRICS;

  /** Returns the name in labels, settings and paths. */
  String lowerCase() {
    return name().toLowerCase(Locale.ROOT);
  }
}
