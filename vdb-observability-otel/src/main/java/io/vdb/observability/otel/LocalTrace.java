package io.vdb.observability.otel;

import io.opentelemetry.api.trace.TraceState;
import java.time.Clock;
import java.time.Instant;

/**
 * What the spans of one trace in this process share: where they go when they end, and one pair of
 * clock readings. With one pair a step cannot begin before what it is a step of, whatever happens to
 * the clock of the wall in between.
 *
 * @param sink where spans go
 * @param state what other vendors pass along
 * @param epochNanos time since 1970, read when the trace began here
 * @param nanos {@link System#nanoTime}, read at the same moment
 */
record LocalTrace(SpanSink sink, TraceState state, long epochNanos, long nanos) {

  private static final long PER_SECOND = 1_000_000_000L;

  static LocalTrace begin(SpanSink sink, String state, Clock clock) {
    Instant now = clock.instant();
    return new LocalTrace(
        sink,
        TraceStates.parse(state),
        now.getEpochSecond() * PER_SECOND + now.getNano(),
        System.nanoTime());
  }

  /** Returns the time since 1970 at a reading of {@link System#nanoTime}. */
  long epochNanosAt(long reading) {
    return epochNanos + (reading - nanos);
  }
}
