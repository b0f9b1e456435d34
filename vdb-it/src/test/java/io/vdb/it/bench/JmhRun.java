package io.vdb.it.bench;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs benchmarks and gives what they found. */
final class JmhRun {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /**
   * What one benchmark found.
   *
   * @param benchmark name of its method
   * @param backends what it ran with
   * @param threads how many called it at once
   * @param cpu CPU time of a call in nanoseconds, of all threads
   * @param callersCpu the part of it that the calling threads spend
   * @param bytes allocated on the heap for each call; the least of all readings, since what other
   *     threads allocate meanwhile is counted too
   */
  record Figure(
      String benchmark,
      String backends,
      int threads,
      Estimate cpu,
      Estimate callersCpu,
      double bytes) {}

  private JmhRun() {}

  /** Runs in processes of its own, for as long as the benchmarks themselves ask for. */
  static List<Figure> thorough(Class<?> benchmarks, int threads) throws RunnerException {
    int forks = Integer.getInteger("vdb.bench.forks", 1);
    return run(options(benchmarks, ".*").threads(threads).forks(forks).build(), 1);
  }

  /**
   * Runs in this process, and only a given number of calls: on a busy machine that takes longer,
   * but what is found is about the same.
   *
   * @param methods regular expression of the names of the benchmarks wanted
   */
  static List<Figure> quick(Class<?> benchmarks, String methods, int calls) throws RunnerException {
    return run(
        options(benchmarks, methods)
            .forks(0)
            .mode(Mode.SingleShotTime)
            .warmupIterations(1)
            .warmupBatchSize(calls)
            .measurementIterations(3)
            .measurementBatchSize(calls)
            .build(),
        calls);
  }

  private static ChainedOptionsBuilder options(Class<?> benchmarks, String methods) {
    return new OptionsBuilder()
        .include("\\Q" + benchmarks.getName() + "\\E\\.(" + methods + ")$")
        .addProfiler(GCProfiler.class)
        .addProfiler(CpuProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  /** Runs; a reading is for this many calls. */
  private static List<Figure> run(Options options, int calls) throws RunnerException {
    // Another run on this machine makes the figures worse, but is no reason to fail.
    System.setProperty("jmh.ignoreLock", "true");
    List<Figure> figures = new ArrayList<>();
    for (RunResult result : new Runner(options).run()) {
      figures.add(
          new Figure(
              result.getPrimaryResult().getLabel(),
              result.getParams().getParam("backends"),
              result.getParams().getThreads(),
              estimate(secondary(result, CpuProfiler.LABEL)).times(1.0 / calls),
              estimate(secondary(result, CpuProfiler.CALLERS)).times(1.0 / calls),
              secondary(result, ALLOCATED).getMin() / calls));
    }
    return figures;
  }

  private static Estimate estimate(Statistics readings) {
    return new Estimate(readings.getMean(), readings.getMeanErrorAt(0.95));
  }

  private static Statistics secondary(RunResult result, String label) {
    return requireNonNull(result.getSecondaryResults().get(label), label).getStatistics();
  }
}
