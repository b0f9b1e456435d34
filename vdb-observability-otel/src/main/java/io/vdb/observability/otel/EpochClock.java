package io.vdb.observability.otel;

import java.time.Clock;
import java.time.Instant;

/** Tells the time as OTLP wants it. */
record EpochClock(Clock clock) {

  /** Returns nanoseconds since 1970. */
  long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
