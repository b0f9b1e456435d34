package io.vdb.server.request;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How often something was answered, and how long that took. Safe for concurrent use. */
public final class ResponseTimes {

  private final LongAdder count = new LongAdder();
  private final LongAdder totalMicros = new LongAdder();
  private final LongAccumulator minMicros = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator maxMicros = new LongAccumulator(Math::max, 0);
  private final long[] edges;
  private final LongAdder[] buckets;

  /**
   * Nothing yet.
   *
   * @param edgesMicros upper edges of the buckets to count in, ascending; none when empty
   */
  ResponseTimes(long[] edgesMicros) {
    this.edges = edgesMicros;
    this.buckets = new LongAdder[edgesMicros.length];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /**
   * What was counted.
   *
   * @param count how many answers
   * @param totalMicros time of all together
   * @param minMicros time of the quickest
   * @param maxMicros time of the slowest
   * @param cumulative how many took at most as long as each edge says
   */
  public record Summary(
      long count, long totalMicros, long minMicros, long maxMicros, long[] cumulative) {

    /** Returns the mean time, in microseconds. */
    public double meanMicros() {
      return count == 0 ? 0 : (double) totalMicros / (double) count;
    }
  }

  /** Counts an answer. */
  public void answered(long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    count.increment();
    totalMicros.add(micros);
    minMicros.accumulate(micros);
    maxMicros.accumulate(micros);
    for (int i = 0; i < edges.length; i++) {
      if (micros <= edges[i]) {
        buckets[i].increment();
        return;
      }
    }
  }

  /** Returns what was counted so far. */
  Summary summary() {
    long[] cumulative = new long[buckets.length];
    long below = 0;
    for (int i = 0; i < buckets.length; i++) {
      below += buckets[i].sum();
      cumulative[i] = below;
    }
    long all = Math.max(count.sum(), below); // other threads count on meanwhile
    long min = minMicros.get();
    return new Summary(
        all, totalMicros.sum(), min == Long.MAX_VALUE ? 0 : min, maxMicros.get(), cumulative);
  }
}
