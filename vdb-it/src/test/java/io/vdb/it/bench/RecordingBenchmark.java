package io.vdb.it.bench;

import io.vdb.observability.spi.Buckets;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Meter;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One recording of a metric with a handle that was bound beforehand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@NullUnmarked // the fields are set before a benchmark runs
public class RecordingBenchmark {

  private static final Label OUTCOME = Label.of("status", "success", "error");

  /** What is chosen as {@code vdb.observability.backends}. */
  @Param({
    MeasuredBackends.NONE,
    MeasuredBackends.PROMETHEUS,
    MeasuredBackends.OTEL,
    MeasuredBackends.OTEL_EXPORTING,
    MeasuredBackends.BOTH
  })
  public String backends;

  private MeasuredBackends started;
  private Counter counter;
  private Histogram histogram;

  /** Starts the backends and binds the handles. */
  @Setup
  public void start() {
    started = MeasuredBackends.start(backends);
    Meter meter = started.observability().meter();
    counter =
        meter.counter(
            MetricDefinition.counter("vdb_bench_events_total", "Events.", OUTCOME), "success");
    histogram =
        meter.histogram(
            MetricDefinition.histogram(
                "vdb_bench_duration_seconds", "Durations.", Buckets.search(), OUTCOME),
            "success");
  }

  /** Ends the backends. */
  @TearDown
  public void stop() {
    started.close();
  }

  /** Durations that a search may take, so that no branch can be foretold. */
  @State(Scope.Thread)
  public static class Durations {

    private static final int COUNT = 1024;

    private final long[] nanos =
        new SplittableRandom(1).longs(COUNT, 50_000, 20_000_000).toArray();
    private int next;

    long next() {
      next = (next + 1) & (COUNT - 1);
      return nanos[next];
    }
  }

  /** What the others add to: drawing a duration. */
  @Benchmark
  public long nothing(Durations durations) {
    return durations.next();
  }

  /** One more. */
  @Benchmark
  public long counterIncrement(Durations durations) {
    counter.increment();
    return durations.next();
  }

  /** A duration that is known. */
  @Benchmark
  public long histogramRecord(Durations durations) {
    long nanos = durations.next();
    histogram.recordNanos(nanos);
    return nanos;
  }

  /** Two readings of the clock, when somebody listens, and the duration between them. */
  @Benchmark
  public long guardedTimer(Durations durations) {
    boolean timed = histogram.isEnabled();
    long start = timed ? System.nanoTime() : 0;
    long work = durations.next();
    if (timed) {
      histogram.recordNanos(System.nanoTime() - start);
    }
    return work;
  }
}
