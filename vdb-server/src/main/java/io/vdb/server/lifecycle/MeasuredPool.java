package io.vdb.server.lifecycle;

import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.server.metrics.ServerMetrics;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries contexts over to other threads, and times the waiting for them and the work on them. */
final class MeasuredPool implements TaskPool {

  static final String EXECUTION = "execution";

  private final Executor threads;
  private final @Nullable Histogram waited;
  private final Histogram succeeded;
  private final Histogram failed;

  private MeasuredPool(
      Executor threads, @Nullable Histogram waited, Meter meter, String taskClass) {
    this.threads = threads;
    this.waited = waited;
    this.succeeded =
        meter.histogram(ServerMetrics.POOL_TASK_SECONDS, EXECUTION, taskClass, "success");
    this.failed = meter.histogram(ServerMetrics.POOL_TASK_SECONDS, EXECUTION, taskClass, "error");
  }

  /** Threads that work has to wait for. */
  static MeasuredPool queued(Executor threads, Meter meter, String taskClass) {
    Histogram waited = meter.histogram(ServerMetrics.POOL_ACQUIRE_SECONDS, EXECUTION);
    return new MeasuredPool(threads, waited, meter, taskClass);
  }

  /** Threads that are there at once, or not at all. */
  static MeasuredPool immediate(Executor threads, Meter meter, String taskClass) {
    return new MeasuredPool(threads, null, meter, taskClass);
  }

  @Override
  public <T> void submit(Supplier<T> work, Predicate<T> isSuccess, Consumer<T> then) {
    Context context = Context.current();
    boolean timed = succeeded.isEnabled();
    long handedIn = timed && waited != null ? System.nanoTime() : 0;
    threads.execute(
        () ->
            context.run(
                () -> then.accept(timed ? timed(work, isSuccess, handedIn) : work.get())));
  }

  private <T> T timed(Supplier<T> work, Predicate<T> isSuccess, long handedIn) {
    long start = System.nanoTime();
    if (waited != null) {
      waited.recordNanos(start - handedIn);
    }
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
