package io.vdb.it.bench;

import java.util.List;

/**
 * All that goes into the report.
 *
 * @param effort how much was measured
 * @param figures of JMH
 * @param recordings of one search
 * @param launches of all variants
 * @param sampled what sampling costs
 * @param scrape what scraping costs
 */
record Measurements(
    Effort effort,
    List<JmhRun.Figure> figures,
    RecordingsPerRequest recordings,
    List<Launch> launches,
    SampledInPlace sampled,
    ScrapeCost scrape) {

  /** Copies the lists. */
  Measurements {
    figures = List.copyOf(figures);
    launches = List.copyOf(launches);
  }

  /** Returns the CPU time of one call in nanoseconds. */
  Estimate cpu(String benchmark, String backends) {
    return figure(benchmark, backends).cpu();
  }

  /** Returns what one thread alone found. */
  JmhRun.Figure figure(String benchmark, String backends) {
    return figures.stream()
        .filter(figure -> figure.benchmark().equals(benchmark))
        .filter(figure -> figure.backends().equals(backends))
        .filter(figure -> figure.threads() == 1)
        .findFirst()
        .orElseThrow();
  }

  /** Returns what a call adds to what the benchmark does without it. */
  Estimate added(String benchmark, String backends) {
    return cpu(benchmark, backends).minus(cpu("nothing", backends));
  }

  /** Returns the CPU time of a search on a server without backends, in nanoseconds. */
  double searchNanos() {
    return Launch.micros(launches, Variant.NONE).mean() * 1e3;
  }
}
