package io.vdb.core.engine;

import io.vdb.core.index.MergeListener;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.Tracer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the work that no caller waits for is measured: each run is timed once and has a span of its
 * own, linked to what caused it, a count, and a log line. Safe for concurrent use.
 */
final class BackgroundWork implements AutoCloseable {

  private static final String RECOVERY = "recovery";
  private static final String POINTS = "vdb.points";

  private final Tracer tracer;
  private final EngineMetrics metrics;
  private final Map<BackgroundJob, AtomicLong> lastSuccess = new EnumMap<>(BackgroundJob.class);
  private final List<Registration> registrations = new ArrayList<>();

  BackgroundWork(Observability observability, EngineMetrics metrics) {
    this.tracer = observability.tracer();
    this.metrics = metrics;
    Meter meter = observability.meter();
    for (BackgroundJob job : BackgroundJob.values()) {
      AtomicLong millis = new AtomicLong();
      lastSuccess.put(job, millis);
      registrations.add(
          meter.gauge(
              EngineMetricCatalog.WORKER_LAST_SUCCESS,
              () -> millis.get() == 0 ? Double.NaN : (double) millis.get() / 1_000,
              job.worker()));
    }
  }

  /** Work that may fail with one kind of exception. */
  interface Work<X extends Throwable> {
    void run(BackgroundRun run) throws X;
  }

  /** Does a job now, on the calling thread; without a collection when it is about all. */
  <X extends Throwable> void observe(
      BackgroundJob job, @Nullable String collection, Context cause, Work<X> work) throws X {
    observe(begin(job, collection, cause), work);
  }

  private static <X extends Throwable> void observe(BackgroundRun run, Work<X> work) throws X {
    run.context()
        .<Boolean, X>call(
            () -> {
              try {
                work.run(run);
              } catch (Throwable e) {
                run.failed(e);
                throw e;
              }
              run.succeeded();
              return true;
            });
  }

  /** Begins a job; the caller says how it ended. */
  BackgroundRun begin(BackgroundJob job, @Nullable String collection, Context cause) {
    return begin(
        job.operation(),
        collection,
        cause,
        (nanos, success) -> {
          metrics.ran(job, nanos, success);
          AtomicLong last = lastSuccess.get(job);
          if (success && last != null) {
            last.set(System.currentTimeMillis());
          }
        });
  }

  private BackgroundRun begin(
      String operation, @Nullable String collection, Context cause, BackgroundRun.Ended ended) {
    long start = System.nanoTime();
    Span span = tracer.background(operation, cause.span().context(), start);
    Context context = Context.of(cause.correlationId(), span);
    if (span.isRecording()) {
      Spans.described(span, context, collection).attribute("db.operation.name", operation);
    }
    return new BackgroundRun(operation, collection, context, start, ended);
  }

  /**
   * Brings a collection up to date, on the calling thread.
   *
   * @param operations how many have to be replayed
   */
  <X extends Throwable> void recover(String collection, long operations, Work<X> work) throws X {
    BackgroundRun run =
        begin(
            RECOVERY,
            collection,
            Context.NONE,
            (nanos, success) -> metrics.recovered(nanos, success ? operations : 0));
    run.results("vdb.operations", operations);
    observe(run, work);
  }

  /** Returns what the index of a collection tells of its merges. */
  MergeListener merges(String collection) {
    return (cause, segments, graph) -> {
      BackgroundRun run = begin(BackgroundJob.MERGE, collection, cause);
      run.note("vdb.segments", segments);
      run.context().span().attribute("vdb.graph", graph);
      return new ObservedMerge(run, graph ? IndexWork.BUILD : IndexWork.COMPACT);
    };
  }

  /** A merge of an index. */
  private final class ObservedMerge implements MergeListener.Merge {
    private final BackgroundRun run;
    private final IndexWork work;

    ObservedMerge(BackgroundRun run, IndexWork work) {
      this.run = run;
      this.work = work;
    }

    @Override
    public Context context() {
      return run.context();
    }

    @Override
    public void succeeded(long points, long bytes) {
      run.results(POINTS, points);
      run.note("vdb.bytes", bytes);
      metrics.indexed(work, true);
      run.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
      metrics.indexed(work, false);
      run.failed(cause);
    }

    @Override
    public void cancelled() {
      run.cancelled();
    }
  }

  @Override
  public void close() {
    registrations.forEach(Registration::close);
  }
}
