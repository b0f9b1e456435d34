package io.vdb.core.engine;

import io.vdb.core.model.SearchCost;
import io.vdb.core.observe.SlowQuery;
import io.vdb.core.observe.SlowQueryLog;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Keeps, counts and logs the slow queries of a database. All are kept and counted; of the lines only
 * so many are written in a second, so that a slow disk does not fill the log.
 */
final class SlowQueries {

  private static final Logger LOG = LoggerFactory.getLogger(SlowQueryLog.class);
  private static final int LINES_A_SECOND = 10;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SlowQueryLog log;
  private final EngineMetrics metrics;
  private final Object lock = new Object();
  private long secondStart = System.nanoTime();
  private int lines;
  private long unwritten;

  SlowQueries(SlowQueryLog log, EngineMetrics metrics) {
    this.log = log;
    this.metrics = metrics;
  }

  boolean isSlow(long nanos) {
    return log.isSlow(nanos);
  }

  void add(QueryKind kind, SlowQuery query, @Nullable Throwable failure) {
    metrics.slow(kind);
    log.add(query);
    long left = leftOut();
    if (left >= 0) {
      write(query, left, failure);
    }
  }

  /** Returns how many lines were left out before this one; -1 when it is left out itself. */
  private long leftOut() {
    long now = System.nanoTime();
    synchronized (lock) {
      if (now - secondStart >= SECOND_NANOS) {
        secondStart = now;
        lines = 0;
      }
      if (lines == LINES_A_SECOND) {
        unwritten++;
        return -1;
      }
      lines++;
      long left = unwritten;
      unwritten = 0;
      return left;
    }
  }

  private static void write(SlowQuery query, long left, @Nullable Throwable failure) {
    LoggingEventBuilder line =
        OperationLines.fields(
            LOG.atWarn(),
            "query",
            query.operation(),
            query.collection(),
            query.totalNanos(),
            query.results(),
            failure);
    SearchCost cost = query.cost();
    if (cost != null) {
      line =
          line.addKeyValue("strategy", cost.strategy())
              .addKeyValue("distance_computations", cost.distanceComputations());
    }
    if (left > 0) {
      line = line.addKeyValue("lines_left_out", left);
    }
    line.log("Slow {} of collection {}", query.operation(), query.collection());
  }
}
