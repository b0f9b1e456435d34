package io.vdb.observability.prometheus;

import io.prometheus.client.exemplars.CounterExemplarSampler;
import io.prometheus.client.exemplars.Exemplar;
import io.prometheus.client.exemplars.HistogramExemplarSampler;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest recorded trace of each counter and of each bucket. A counter or bucket changes
 * its exemplar at most once in a millisecond, which is also how exact the exemplar's time is, so
 * that threads which all record traces do not contend for it. Outside recorded traces nothing is
 * allocated and no clock is read.
 */
final class TraceExemplars implements CounterExemplarSampler, HistogramExemplarSampler {

  private final LongSupplier clock;

  TraceExemplars() {
    this(System::currentTimeMillis);
  }

  /** For tests; {@code clock} gives milliseconds since 1970. */
  TraceExemplars(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public @Nullable Exemplar sample(double increment, @Nullable Exemplar previous) {
    return next(increment, previous);
  }

  @Override
  public @Nullable Exemplar sample(
      double value, double bucketFrom, double bucketTo, @Nullable Exemplar previous) {
    return next(value, previous);
  }

  /** Returns {@code null} to keep the previous one. */
  private @Nullable Exemplar next(double value, @Nullable Exemplar previous) {
    Span span = Context.current().span();
    if (!span.isRecording()) {
      return null;
    }
    long now = clock.getAsLong();
    if (previous instanceof TraceExemplar trace && trace.isOf(now)) {
      return null;
    }
    return new TraceExemplar(value, span.context(), now);
  }
}
