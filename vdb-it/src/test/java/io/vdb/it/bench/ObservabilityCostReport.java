package io.vdb.it.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.server.Distribution;
import io.vdb.it.server.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Measures what observability costs and writes the report. The profile {@code bench} runs it. */
final class ObservabilityCostReport {

  private static final int QUICK_CALLS = 20_000;

  @RegisterExtension final Servers servers = Servers.forTest();

  @Test
  @Timeout(value = 6, unit = TimeUnit.HOURS)
  void isMeasuredAndWritten() throws Exception {
    Effort effort = Effort.asked();
    String loadBefore = Machine.load();
    ServerStarts starts = new ServerStarts(servers);
    starts.load();
    RecordingsPerRequest recordings = RecordingsPerRequest.count(starts);
    System.out.println("recordings of a search: " + recordings);
    ScrapeCost scrape = ScrapeCost.measure(effort, starts);
    System.out.println("scrape: " + scrape);
    SampledInPlace sampled = SampledInPlace.measure(effort, starts);
    System.out.println("sampling: " + sampled + ", at 10 %: " + sampled.costOf(0.1));
    List<JmhRun.Figure> figures = figures(effort);
    List<Launch> launches = new EndToEnd(effort, starts).run();
    String report =
        new CostText(
                new Measurements(effort, figures, recordings, launches, sampled, scrape))
            .with(origin(loadBefore));
    Path file = folder(effort).resolve("observability-cost.md");
    Files.writeString(file, report);
    System.out.println(report + "\nwritten to " + file);
    assertThat(spansWereExported(launches)).isTrue();
    assertThat(recordings.areThoseOfSearchTrace()).isTrue();
  }

  private static List<JmhRun.Figure> figures(Effort effort) throws Exception {
    List<JmhRun.Figure> figures = new ArrayList<>();
    if (effort.quick()) {
      figures.addAll(JmhRun.quick(RecordingBenchmark.class, ".*", QUICK_CALLS));
      figures.addAll(JmhRun.quick(SpanBenchmark.class, ".*", QUICK_CALLS));
      figures.addAll(JmhRun.quick(TraceBenchmark.class, ".*", QUICK_CALLS));
      return figures;
    }
    figures.addAll(JmhRun.thorough(RecordingBenchmark.class, 1));
    figures.addAll(JmhRun.thorough(RecordingBenchmark.class, 2));
    figures.addAll(JmhRun.thorough(SpanBenchmark.class, 1));
    figures.addAll(JmhRun.thorough(TraceBenchmark.class, 1));
    return figures;
  }

  /** A report about exporting to nowhere would look too good. */
  private static boolean spansWereExported(List<Launch> launches) {
    return launches.stream()
        .flatMap(launch -> launch.readings().stream())
        .allMatch(reading -> reading.variant().exports() == reading.traceBytes() > 0);
  }

  private static String origin(String loadBefore) throws Exception {
    return String.join(
        "\n",
        "- date: " + LocalDate.now(ZoneOffset.UTC),
        "- commit: " + Machine.commit(),
        "- machine: " + Machine.hardware(),
        "- load average before and after: " + loadBefore + ", " + Machine.load(),
        "- Java: " + Machine.java(),
        "- command: `mvn -Pbench verify`, see [BENCHMARKS.md](../BENCHMARKS.md)");
  }

  /** Reports of quick runs are not for keeping. */
  private static Path folder(Effort effort) throws Exception {
    String reports = System.getProperty("vdb.bench.reports");
    return effort.quick() || reports == null
        ? Distribution.freshFolder("bench-reports")
        : Files.createDirectories(Path.of(reports).toAbsolutePath().normalize());
  }
}
