package io.vdb.server.lifecycle;

import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.server.metrics.ServerMetrics;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Measures how long work waits for its place, and how long it takes. Safe for concurrent use. */
final class TaskTimes {

  private final Histogram waited;
  private final Histogram succeeded;
  private final Histogram failed;

  /**
   * Times of a pool.
   *
   * @param pool its name
   * @param taskClass what kind of work it does
   */
  TaskTimes(Meter meter, String pool, String taskClass) {
    waited = meter.histogram(ServerMetrics.POOL_ACQUIRE_SECONDS, pool);
    succeeded = meter.histogram(ServerMetrics.POOL_TASK_SECONDS, pool, taskClass, "success");
    failed = meter.histogram(ServerMetrics.POOL_TASK_SECONDS, pool, taskClass, "error");
  }

  void waited(long nanos) {
    waited.recordNanos(nanos);
  }

  <T> T measured(Supplier<T> work, Predicate<T> isSuccess) {
    return succeeded.isEnabled() ? timed(work, isSuccess) : work.get();
  }

  private <T> T timed(Supplier<T> work, Predicate<T> isSuccess) {
    long start = System.nanoTime();
    boolean success = false;
    try {
      T result = work.get();
      success = isSuccess.test(result);
      return result;
    } finally {
      (success ? succeeded : failed).recordNanos(System.nanoTime() - start);
    }
  }
}
