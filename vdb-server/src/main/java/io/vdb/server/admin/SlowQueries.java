package io.vdb.server.admin;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.observe.SlowQuery;
import io.vdb.core.observe.SlowQueryLog;
import io.vdb.server.config.Durations;
import java.time.Duration;
import java.util.List;

/** The queries that took long. */
public final class SlowQueries {

  private static final String TARGET = "slow_queries";
  private static final Duration LONGEST_THRESHOLD = Duration.ofHours(1);

  private final SlowQueryLog log;

  /** What this log keeps. */
  public SlowQueries(SlowQueryLog log) {
    this.log = log;
  }

  /** Returns from which duration on a query is slow. */
  public Duration threshold() {
    return log.threshold();
  }

  /** Returns up to {@code limit} of them, latest first. */
  public List<SlowQuery> latest(int limit) {
    return log.latest(limit);
  }

  /**
   * Forgets them.
   *
   * @param peer address of who asks
   * @return how many they were
   */
  public int clear(String peer) {
    int cleared = log.clear();
    AuditLog.changed("clear_slow_queries", TARGET, cleared + " kept", "0 kept", peer);
    return cleared;
  }

  /**
   * Changes from which duration on a query is slow, for queries that end from now on.
   *
   * @param threshold 0 to 1 hour
   * @param peer address of who asks
   * @throws VdbException INVALID_ARGUMENT when it is out of bounds
   */
  public void threshold(Duration threshold, String peer) {
    if (threshold.isNegative() || threshold.compareTo(LONGEST_THRESHOLD) > 0) {
      throw new VdbException(
          ErrorCode.INVALID_ARGUMENT,
          "the threshold of slow queries is 0 to " + Durations.text(LONGEST_THRESHOLD));
    }
    Duration before = log.threshold();
    log.threshold(threshold);
    AuditLog.changed(
        "set_slow_query_threshold",
        TARGET,
        Durations.text(before),
        Durations.text(threshold),
        peer);
  }
}
