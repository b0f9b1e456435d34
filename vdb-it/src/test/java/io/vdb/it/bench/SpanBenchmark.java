package io.vdb.it.bench;

import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
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
import org.openjdk.jmh.infra.Blackhole;

/** What a request that is not sampled does with its span and its context, and what one that is. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@NullUnmarked // the fields are set before a benchmark runs
public class SpanBenchmark {

  /** What is chosen as {@code vdb.observability.backends}. */
  @Param({MeasuredBackends.NONE, MeasuredBackends.PROMETHEUS, MeasuredBackends.OTEL_EXPORTING})
  public String backends;

  private MeasuredBackends started;
  private Tracer tracer;
  private TraceContext unsampledCaller;
  private TraceContext sampledCaller;
  private Span unrecorded;
  private Context context;

  /** Starts the backends and a request that is not sampled. */
  @Setup
  public void start() {
    started = MeasuredBackends.start(backends);
    tracer = started.observability().tracer();
    unsampledCaller = TraceContext.random(false);
    sampledCaller = TraceContext.random(true);
    unrecorded = tracer.request("POST /benchmark", unsampledCaller, System.nanoTime());
    context = Context.of("benchmark", unrecorded);
  }

  /** Ends the backends. */
  @TearDown
  public void stop() {
    started.close();
  }

  /** A step with two attributes of a request that is not sampled. */
  @Benchmark
  public Span unrecordedChild() {
    Span child = unrecorded.child("search");
    child.attribute("vdb.search.limit", 10);
    child.attribute("db.system.name", "vdb");
    child.end();
    return child;
  }

  /** The span of a request whose caller does not sample it. */
  @Benchmark
  public Span unrecordedRequest() {
    Span span = tracer.request("POST /benchmark", unsampledCaller, System.nanoTime());
    span.end();
    return span;
  }

  /** The span of a request whose caller samples it, with one step, both with two attributes. */
  @Benchmark
  public Span recordedRequest() {
    Span span = tracer.request("POST /benchmark", sampledCaller, System.nanoTime());
    span.attribute("http.request.method", "POST");
    span.attribute("http.response.status_code", 200);
    Span child = span.child("search");
    child.attribute("vdb.search.limit", 10);
    child.attribute("db.system.name", "vdb");
    child.end();
    span.end();
    return span;
  }

  /** Looking for a context where there is none. */
  @Benchmark
  public Context noContext() {
    return Context.current();
  }

  /** Binding a context and looking it up within. */
  @Benchmark
  public void contextRun(Blackhole sink) {
    context.run(() -> sink.consume(Context.current()));
  }
}
