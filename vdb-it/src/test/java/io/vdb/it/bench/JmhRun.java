package io.vdb.it.bench;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
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
   * @param cpu CPU time of a call in nanoseconds
   * @param bytes allocated by a call, on the heap
   */
  record Figure(String benchmark, String backends, int threads, Estimate cpu, double bytes) {}

  private JmhRun() {}

  /** Runs with the forks and times that the benchmarks themselves ask for. */
  static List<Figure> thorough(Class<?> benchmarks, int threads) throws RunnerException {
    return run(options(benchmarks).threads(threads));
  }

  /** Runs in this process, and only as long as it takes to compile and to read once. */
  static List<Figure> quick(Class<?> benchmarks, int threads, int millis) throws RunnerException {
    return run(
        options(benchmarks)
            .threads(threads)
            .forks(0)
            .warmupIterations(2)
            .warmupTime(TimeValue.milliseconds(millis))
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(millis)));
  }

  private static ChainedOptionsBuilder options(Class<?> benchmarks) {
    return new OptionsBuilder()
        .include("\\Q" + benchmarks.getName() + "\\E\\.")
        .addProfiler(GCProfiler.class)
        .addProfiler(CpuProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static List<Figure> run(ChainedOptionsBuilder options) throws RunnerException {
    // Another run on this machine makes the figures worse, but is no reason to fail.
    System.setProperty("jmh.ignoreLock", "true");
    List<Figure> figures = new ArrayList<>();
    for (RunResult result : new Runner(options.build()).run()) {
      Statistics cpu = secondary(result, CpuProfiler.LABEL).getStatistics();
      double error = cpu.getN() < 2 ? Double.NaN : cpu.getMeanErrorAt(0.95);
      figures.add(
          new Figure(
              result.getPrimaryResult().getLabel(),
              result.getParams().getParam("backends"),
              result.getParams().getThreads(),
              new Estimate(cpu.getMean(), error),
              secondary(result, ALLOCATED).getScore()));
    }
    return figures;
  }

  private static Result<?> secondary(RunResult result, String label) {
    return requireNonNull(result.getSecondaryResults().get(label), label);
  }
}
