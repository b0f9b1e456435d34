package io.vdb.it.bench.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Runs each benchmark of {@link ScrapeBenchmark} once, then each once again, and so on, so that
 * whatever else the machine does meets all of them alike; prints medians. CPU time of the scraping
 * thread is what a scrape takes on a machine with a core to spare. Not part of the build.
 */
class ScrapeReport {

  private static final int WARM_UP = Integer.getInteger("vdb.bench.warmup", 300);
  private static final int ROUNDS = Integer.getInteger("vdb.bench.rounds", 500);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** One scrape. */
  private interface Scrape {

    int write() throws IOException;
  }

  /** What one benchmark took, in nanoseconds, and how much it wrote. */
  private static final class Figures {

    private final List<Long> cpu = new ArrayList<>();
    private final List<Long> clock = new ArrayList<>();
    private int bytes;

    void add(Scrape scrape) throws IOException {
      long clockStart = System.nanoTime();
      long cpuStart = THREADS.getCurrentThreadCpuTime();
      bytes = scrape.write();
      cpu.add(THREADS.getCurrentThreadCpuTime() - cpuStart);
      clock.add(System.nanoTime() - clockStart);
    }

    void clear() {
      cpu.clear();
      clock.clear();
    }

    /** Returns a quantile in milliseconds. */
    static double millis(List<Long> nanos, double quantile) {
      List<Long> sorted = nanos.stream().sorted().toList();
      return sorted.get((int) (quantile * (sorted.size() - 1))) / 1e6;
    }
  }

  @Test
  void printsMedians() throws IOException {
    ScrapeBenchmark benchmark = new ScrapeBenchmark();
    benchmark.start();
    Map<String, Scrape> scrapes = new LinkedHashMap<>();
    scrapes.put("ours", benchmark::ours);
    scrapes.put("stock", benchmark::stock);
    scrapes.put("ours, OpenMetrics", benchmark::oursOpenMetrics);
    scrapes.put("ours, gzip", benchmark::oursGzip);
    scrapes.put("stock, gzip", benchmark::stockGzip);
    Map<String, Figures> figures = new LinkedHashMap<>();
    scrapes.keySet().forEach(name -> figures.put(name, new Figures()));

    run(scrapes, figures, WARM_UP);
    figures.values().forEach(Figures::clear);
    run(scrapes, figures, ROUNDS);
    benchmark.stop();

    print(figures);
    assertThat(figures.values()).allMatch(one -> one.bytes > 10_000);
  }

  private static void run(
      Map<String, Scrape> scrapes, Map<String, Figures> figures, int rounds) throws IOException {
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Scrape> scrape : scrapes.entrySet()) {
        figures.getOrDefault(scrape.getKey(), new Figures()).add(scrape.getValue());
      }
    }
  }

  private static void print(Map<String, Figures> figures) {
    System.out.printf(
        "%n| %d scrapes each, ms | CPU p10 | p50 | p90 | clock p50 | bytes |%n", ROUNDS);
    figures.forEach(
        (name, one) ->
            System.out.printf(
                "| %s | %.2f | %.2f | %.2f | %.2f | %d |%n",
                name,
                Figures.millis(one.cpu, 0.1),
                Figures.millis(one.cpu, 0.5),
                Figures.millis(one.cpu, 0.9),
                Figures.millis(one.clock, 0.5),
                one.bytes));
  }
}
