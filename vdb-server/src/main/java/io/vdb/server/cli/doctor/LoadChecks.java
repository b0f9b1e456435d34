package io.vdb.server.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Whether processor, memory and queries are within what is comfortable. */
final class LoadChecks {

  /** Share of all processors in use that is still comfortable. */
  static final double CPU = 0.8;

  /** Share of the memory in use that is still comfortable. */
  static final double MEMORY = 0.8;

  /** Seconds within which 95 % of the queries should be answered. */
  static final double QUERY_SECONDS = 0.5;

  private static final String QUERIES = "vdb_query_duration_seconds";

  /**
   * Figures; each is absent where nobody tells.
   *
   * @param cpu share of all processors in use
   * @param memory share of the memory in use
   * @param querySeconds within which 95 % of the queries were answered
   */
  record Figures(OptionalDouble cpu, OptionalDouble memory, OptionalDouble querySeconds) {}

  private LoadChecks() {}

  static List<Observation> look(Figures figures, String source) {
    List<Observation> seen = new ArrayList<>();
    seen.add(
        share(
            "cpu",
            figures.cpu(),
            CPU,
            source,
            "use more or faster processors, or fewer queries at once"));
    seen.add(
        share(
            "memory",
            figures.memory(),
            MEMORY,
            source,
            "add memory, or give Java less of it: without room for the files of indexes, searches"
                + " wait for the disk"));
    seen.add(queries(figures.querySeconds(), source));
    return seen;
  }

  private static Observation share(
      String check, OptionalDouble value, double limit, String source, String advice) {
    if (value.isEmpty()) {
      return Observation.skipped(check, "no figures from " + source);
    }
    String found =
        String.format(
            Locale.ROOT,
            "%.0f %% in use, %.0f %% is comfortable",
            100 * value.getAsDouble(),
            100 * limit);
    return value.getAsDouble() < limit
        ? Observation.ok(check, found)
        : Observation.problem(check, found, advice);
  }

  private static Observation queries(OptionalDouble seconds, String source) {
    if (seconds.isEmpty()) {
      return Observation.skipped("query_p95", "no queries, says " + source);
    }
    String found =
        String.format(
            Locale.ROOT,
            "95 %% of the queries take %.4f s at most, %.1f s is comfortable",
            seconds.getAsDouble(),
            QUERY_SECONDS);
    return seconds.getAsDouble() < QUERY_SECONDS
        ? Observation.ok("query_p95", found)
        : Observation.problem(
            "query_p95",
            found,
            "see which ones at /admin/slow-queries, and what of them takes the time");
  }

  /**
   * Returns what the server itself tells.
   *
   * @param before an earlier scrape of it
   * @param seconds between the two
   * @param host where it runs; null when that is another machine
   */
  static Figures ofServer(Scrape before, Scrape now, double seconds, @Nullable Host host) {
    OptionalDouble cpu = OptionalDouble.empty();
    OptionalDouble memory = OptionalDouble.empty();
    if (host != null) {
      OptionalDouble from = before.value("process_cpu_seconds_total");
      OptionalDouble to = now.value("process_cpu_seconds_total");
      if (from.isPresent() && to.isPresent() && seconds > 0) {
        int processors = Runtime.getRuntime().availableProcessors();
        cpu = OptionalDouble.of((to.getAsDouble() - from.getAsDouble()) / seconds / processors);
      }
      var total = host.memory("MemTotal");
      var available = host.memory("MemAvailable");
      if (total.isPresent() && available.isPresent()) {
        memory =
            OptionalDouble.of(1 - (double) available.getAsLong() / (double) total.getAsLong());
      }
    }
    OptionalDouble recent = now.quantile(0.95, QUERIES, "stage", "total", before);
    return new Figures(
        cpu,
        memory,
        recent.isPresent() ? recent : now.quantile(0.95, QUERIES, "stage", "total", Scrape.EMPTY));
  }
}
