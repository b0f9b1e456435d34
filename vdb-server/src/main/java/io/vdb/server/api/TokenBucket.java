package io.vdb.server.api;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets so many operations through in a minute. A bucket holds the tokens of one minute at most, is
 * full at the beginning, and fills at a constant rate; what costs more than there is gets nothing
 * and takes nothing. What it keeps is the time of filling, in whole nanoseconds, so that nothing is
 * lost by rounding. Safe for concurrent use.
 */
final class TokenBucket {

  /** Returned when there are enough tokens. */
  static final long GRANTED = 0;

  /** Faster than any client, and products of it still fit a long. */
  private static final int FASTEST = 150_000_000;

  private static final long NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long perMinute;
  private final LongSupplier nanoClock;
  private long nanosOfTokens = NANOS_PER_MINUTE;
  private long filledAt;

  /**
   * A full bucket.
   *
   * @param perMinute tokens of a minute, at least 1; more than 150 million are taken for so many
   * @param nanoClock nanoseconds since any moment
   */
  TokenBucket(long perMinute, LongSupplier nanoClock) {
    this.perMinute = Math.min(perMinute, FASTEST);
    this.nanoClock = nanoClock;
    this.filledAt = nanoClock.getAsLong();
  }

  long perMinute() {
    return perMinute;
  }

  /** What came of an attempt: how long to wait, 0 when the tokens were taken, and what there was. */
  record Attempt(long waitNanos, double available) {

    boolean isGranted() {
      return waitNanos == GRANTED;
    }

    /** Returns the wait in whole seconds, rounded up. */
    long waitSeconds() {
      return Math.ceilDiv(waitNanos, NANOS_PER_SECOND);
    }
  }

  /** Tells whether so many tokens can ever be there. */
  boolean canHold(long tokens) {
    return tokens <= perMinute;
  }

  /**
   * Takes tokens, all or none.
   *
   * @param tokens at most as many as it can hold
   */
  synchronized Attempt take(long tokens) {
    long now = nanoClock.getAsLong();
    // Time is what is kept: a full bucket is a minute of filling, whatever the rate.
    nanosOfTokens = Math.min(NANOS_PER_MINUTE, nanosOfTokens + (now - filledAt));
    filledAt = now;
    double available = (double) nanosOfTokens * perMinute / NANOS_PER_MINUTE;
    long needed = Math.ceilDiv(tokens * NANOS_PER_MINUTE, perMinute);
    if (needed > nanosOfTokens) {
      return new Attempt(needed - nanosOfTokens, available);
    }
    nanosOfTokens -= needed;
    return new Attempt(GRANTED, available);
  }
}
