package io.vdb.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.it.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Writes {@code durability.md} of what the tests before it have counted. */
final class DurabilityReport {

  private static final Path TARGET = Path.of("target");

  @Test
  void isWritten() throws IOException, InterruptedException {
    List<TestResult> results = new ArrayList<>(TestResult.in(TARGET.resolve("surefire-reports")));
    results.addAll(TestResult.in(TARGET.resolve("failsafe-reports")));
    results.removeIf(result -> result.name().equals(DurabilityReport.class.getName()));
    Path report = Path.of(System.getProperty("vdb.reports", "target/it")).resolve("durability.md");
    Files.createDirectories(report.toAbsolutePath().getParent());
    Files.writeString(report, text(counts(), results));
    System.out.println("written: " + report.toAbsolutePath().normalize());
    assertThat(results).as("results of tests").isNotEmpty();
    assertThat(results).allMatch(result -> result.failed() == 0);
  }

  /** What was counted, by test; of a test that ran twice the last values. */
  private static Map<String, Map<String, String>> counts() throws IOException {
    Map<String, Map<String, String>> counts = new LinkedHashMap<>();
    Path file = Path.of(System.getProperty("vdb.it.counts", "target/counts.tsv"));
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split("\t", -1);
        counts.computeIfAbsent(parts[0], _ -> new LinkedHashMap<>()).put(parts[1], parts[2]);
      }
    }
    return counts;
  }

  private static String text(
      Map<String, Map<String, String>> counts, List<TestResult> results)
      throws IOException, InterruptedException {
    int tests = results.stream().mapToInt(TestResult::tests).sum();
    int failed = results.stream().mapToInt(TestResult::failed).sum();
    StringBuilder text = new StringBuilder();
    text.append("# Durability\n\n")
        .append("Written by `mvn -Pdurability verify`; [TESTING.md](../TESTING.md) says how long")
        .append(" it takes and which properties make it longer, [GUARANTEES.md](../GUARANTEES.md)")
        .append(" what is promised.\n\n")
        .append("- date: ").append(LocalDate.now(ZoneOffset.UTC)).append('\n')
        .append("- commit: ").append(Machine.commit()).append('\n')
        .append("- machine: ").append(Machine.hardware()).append('\n')
        .append("- Java: ").append(Machine.java()).append('\n')
        .append("- tests: ").append(tests).append(", failed: ").append(failed).append("\n\n")
        .append("## Findings\n\n");
    if (failed == 0) {
      text.append("None: nothing that was acknowledged was lost, beyond what is promised.\n");
    }
    results.stream()
        .filter(result -> result.failed() > 0)
        .forEach(
            result ->
                text.append("- `").append(result.name()).append("`: ")
                    .append(result.failed()).append(" of ").append(result.tests())
                    .append(" tests failed\n"));
    counts.forEach(
        (test, values) -> {
          text.append("\n## ").append(test).append("\n\n| what | count |\n|---|---|\n");
          values.forEach(
              (what, value) ->
                  text.append("| ").append(what).append(" | ").append(value).append(" |\n"));
        });
    text.append("\n## All tests\n\n| class | tests | failed | seconds |\n|---|---|---|---|\n");
    for (TestResult result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %d | %d | %.0f |%n",
              result.name().replaceFirst(".*\\.it\\.", ""),
              result.tests(),
              result.failed(),
              result.seconds()));
    }
    return text.toString();
  }
}
