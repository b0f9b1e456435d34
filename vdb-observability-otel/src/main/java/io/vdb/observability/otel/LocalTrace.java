package io.vdb.observability.otel;

import io.vdb.observability.spi.TraceContext;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What the spans of one trace in this process share: where they go when they end, the ids of the
 * trace, and one pair of clock readings. With one pair a step cannot begin before what it is a step
 * of, whatever happens to the clock of the wall in between.
 *
 * @param sink where spans go
 * @param root of this process's part of the trace
 * @param idHigh first half of the trace's id
 * @param idLow second half of it
 * @param epochNanos time since 1970, read when the trace began here
 * @param nanos {@link System#nanoTime}, read at the same moment
 */
record LocalTrace(
    SpanSink sink, TraceContext root, long idHigh, long idLow, long epochNanos, long nanos) {

  private static final long PER_SECOND = 1_000_000_000L;
  private static final int HALF = 16;

  static LocalTrace begin(SpanSink sink, TraceContext root, Clock clock) {
    Instant now = clock.instant();
    String id = root.traceId();
    return new LocalTrace(
        sink,
        root,
        HexFormat.fromHexDigitsToLong(id, 0, HALF),
        HexFormat.fromHexDigitsToLong(id, HALF, 2 * HALF),
        now.getEpochSecond() * PER_SECOND + now.getNano(),
        System.nanoTime());
  }

  /** Returns the time since 1970 at a reading of {@link System#nanoTime}. */
  long epochNanosAt(long reading) {
    return epochNanos + (reading - nanos);
  }
}
