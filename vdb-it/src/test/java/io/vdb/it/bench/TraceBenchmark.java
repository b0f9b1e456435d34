package io.vdb.it.bench;

import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.SelfObserving;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import io.vdb.observability.tck.InMemoryObservability;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

/**
 * The whole trace of a search, from the start of its first span to its arrival at a collector, which
 * runs in a process of its own. What counts is the CPU time: whoever makes spans waits when too many
 * are under way, so that none is dropped and thus cheaper than it should be.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 2, timeUnit = TimeUnit.SECONDS)
@Measurement(iterations = 5, time = 2, timeUnit = TimeUnit.SECONDS)
@NullUnmarked // the fields are set before a benchmark runs
public class TraceBenchmark {

  private static final MetricDefinition SPANS =
      MetricDefinition.counter("vdb_trace_spans_total", "As the backend declares it.");

  private static final int SPANS_OF_A_TRACE = 7;
  private static final int CALLERS = 1 << 10;
  private static final int TRACES_BETWEEN_LOOKS = 64;
  private static final int SPANS_UNDER_WAY = 1_000;
  private static final long WAIT_NANOS = 1_000_000;

  /** What is chosen as {@code vdb.observability.backends}. */
  @Param({MeasuredBackends.OTEL_EXPORTING})
  public String backends;

  private final TraceContext[] callers = new TraceContext[CALLERS];
  private final String[] correlationIds = new String[CALLERS];
  private final InMemoryObservability scraped = new InMemoryObservability();
  private CollectorProcess collector;
  private MeasuredBackends started;
  private Tracer tracer;
  private int number;
  private double spans;

  /** Starts the backend and a collector. */
  @Setup
  public void start() {
    for (int i = 0; i < CALLERS; i++) {
      callers[i] = TraceContext.random(true);
      correlationIds[i] = UUID.randomUUID().toString();
    }
    collector = CollectorProcess.start();
    started = MeasuredBackends.start(backends, collector.variables());
    started
        .observability()
        .capability(SelfObserving.class)
        .orElseThrow()
        .export(scraped.meter());
    tracer = started.observability().tracer();
  }

  /** Ends them. */
  @TearDown
  public void stop() {
    started.close();
    double dropped = spans("dropped");
    collector.close();
    if (dropped > 0) {
      throw new IllegalStateException(dropped + " spans were dropped");
    }
  }

  /** The spans of a search and their export. */
  @Benchmark
  public void exportedTrace() {
    int caller = number++ & (CALLERS - 1);
    SearchTrace.record(tracer, callers[caller], correlationIds[caller], caller);
    spans += SPANS_OF_A_TRACE;
    if (number % TRACES_BETWEEN_LOOKS == 0) {
      awaitExports();
    }
  }

  private void awaitExports() {
    while (spans - spans("exported") - spans("dropped") > SPANS_UNDER_WAY) {
      LockSupport.parkNanos(WAIT_NANOS);
    }
  }

  private double spans(String result) {
    return scraped.value(SPANS, result).orElseThrow();
  }
}
