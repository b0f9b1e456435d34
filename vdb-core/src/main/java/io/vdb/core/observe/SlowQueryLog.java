package io.vdb.core.observe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps the latest slow queries in memory. Safe for concurrent use. */
public final class SlowQueryLog {

  private final int capacity;
  private final Object lock = new Object();
  private final Deque<SlowQuery> latest = new ArrayDeque<>();
  private volatile long thresholdNanos;

  /**
   * An empty log.
   *
   * @param threshold queries that take at least so long are kept
   * @param capacity how many are kept, at least 1; the oldest make room
   */
  public SlowQueryLog(Duration threshold, int capacity) {
    if (threshold.isNegative() || capacity < 1) {
      throw new IllegalArgumentException(
          "a threshold of at least 0 and a capacity of at least 1, not " + threshold + " and "
              + capacity);
    }
    this.thresholdNanos = threshold.toNanos();
    this.capacity = capacity;
  }

  /** Tells whether a query of this duration is to be kept. */
  public boolean isSlow(long nanos) {
    return nanos >= thresholdNanos;
  }

  /** Returns the threshold. */
  public Duration threshold() {
    return Duration.ofNanos(thresholdNanos);
  }

  /** Changes the threshold for queries that end from now on. */
  public void threshold(Duration threshold) {
    if (threshold.isNegative()) {
      throw new IllegalArgumentException("a threshold of at least 0, not " + threshold);
    }
    thresholdNanos = threshold.toNanos();
  }

  /** Keeps a query. */
  public void add(SlowQuery query) {
    synchronized (lock) {
      if (latest.size() == capacity) {
        latest.removeLast();
      }
      latest.addFirst(query);
    }
  }

  /** Returns up to {@code limit} of what is kept, latest first. */
  public List<SlowQuery> latest(int limit) {
    synchronized (lock) {
      List<SlowQuery> copy = new ArrayList<>(Math.min(limit, latest.size()));
      for (SlowQuery query : latest) {
        if (copy.size() == limit) {
          break;
        }
        copy.add(query);
      }
      return copy;
    }
  }

  /** Forgets everything that is kept, and returns how many queries that was. */
  public int clear() {
    synchronized (lock) {
      int kept = latest.size();
      latest.clear();
      return kept;
    }
  }
}
