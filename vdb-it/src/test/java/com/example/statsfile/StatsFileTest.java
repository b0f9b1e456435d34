package com.example.statsfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vdb.observability.spi.Backends;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.tck.InMemoryObservability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class StatsFileTest {

  private static final MetricDefinition CALLS =
      MetricDefinition.counter("app_calls_total", "Calls.");
  private static final MetricDefinition FAILURES =
      MetricDefinition.counter(
          "statsfile_write_failures_total", "Times the statistics could not be written.");

  @TempDir Path folder;

  @Test
  void writesTheLastValuesWhenItIsClosed() throws IOException {
    Path file = folder.resolve("stats");
    Observability backend = start(Map.of("path", file.toString()));
    backend.meter().counter(CALLS).add(3);

    backend.close();
    backend.close();

    assertThat(Files.readAllLines(file))
        .satisfiesExactly(
            time -> assertThat(time).matches("# \\d{4}-\\d\\d-\\d\\dT.*Z"),
            value -> assertThat(value).isEqualTo("app_calls_total 3.0"));
  }

  @Test
  void writesAtTheInterval() throws IOException {
    Path file = folder.resolve("stats");
    try (Observability backend = start(Map.of("path", file.toString(), "interval", "0.01s"))) {
      backend.meter().counter(CALLS).add(3);
      while (Files.readString(file).lines().filter("app_calls_total 3.0"::equals).count() < 2) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void goesOnAndCountsWhenItCannotWrite() throws IOException {
    Path file = folder.resolve("stats");
    InMemoryObservability other = InMemoryObservability.withoutTraces();
    StatsFile backend = (StatsFile) start(Map.of("path", file.toString(), "interval", "1h"));
    try (Observability both = Backends.fanOut(List.of(other, backend))) {
      both.meter().counter(CALLS).increment();
      Files.delete(file);
      Files.createDirectory(file);

      backend.write();
      assertThat(other.value(FAILURES)).hasValue(1);

      Files.delete(file);
      backend.write();
      assertThat(Files.readString(file))
          .contains("app_calls_total 1.0\n", "statsfile_write_failures_total 1.0\n");
    }
  }

  @Test
  void refusesSettingsThatItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(Map.of("path", "x", "pth", "y")))
        .withMessageContaining("[pth]");
  }

  @Test
  void refusesToStartWithoutAFileThatItCanWrite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(Map.of()))
        .withMessageContaining("path");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(Map.of("path", folder.toString())))
        .withMessageContaining(folder.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "-1s", "soon", "10", "10s5m"})
  void refusesAnIntervalThatIsNone(String interval) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> start(Map.of("path", folder.resolve("x").toString(), "interval", interval)))
        .withMessageContaining("interval");
  }

  private static Observability start(Map<String, String> settings) {
    return new StatsFileProvider()
        .start(new BackendConfig("vdb", "1.0", "test", settings, Map.of()));
  }
}
