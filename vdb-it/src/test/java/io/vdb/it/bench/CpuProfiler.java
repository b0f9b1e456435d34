package io.vdb.it.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Tells the CPU time of a call, of all threads of the process. On a machine that others use too
 * this is what can be relied on, and it is what the share of a request's CPU time needs.
 */
public final class CpuProfiler implements InternalProfiler {

  static final String LABEL = "cpu";

  /** The part of it that whoever calls the benchmark spends. */
  static final String CALLERS = "cpu.callers";

  /** How JMH names the threads that call. */
  private static final String CALLER = "jmh-worker";

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long before;
  private long callersBefore;

  @Override
  public String getDescription() {
    return "CPU time of the process for each call";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    callersBefore = callersNanos();
    before = system.getProcessCpuTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos = (double) (system.getProcessCpuTime() - before);
    double callersNanos = (double) (callersNanos() - callersBefore);
    double calls = (double) result.getMetadata().getAllOps();
    return List.of(
        new ScalarResult(LABEL, nanos / calls, "ns/op", AggregationPolicy.AVG),
        new ScalarResult(CALLERS, callersNanos / calls, "ns/op", AggregationPolicy.AVG));
  }

  private long callersNanos() {
    long nanos = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(CALLER)) {
        nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }
}
