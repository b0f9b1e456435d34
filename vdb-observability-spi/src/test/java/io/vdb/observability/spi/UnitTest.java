package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {

  @ParameterizedTest
  @CsvSource({
    "vdb_wait_seconds, SECONDS, s",
    "vdb_size_bytes, BYTES, By",
    "vdb_full_ratio, RATIO, 1",
    "vdb_points, NONE, ''",
    "vdb_seconds_left, NONE, ''"
  })
  void isToldByTheEndOfTheName(String name, Unit unit, String ucum) {
    assertThat(MetricDefinition.gauge(name, "Help.").unit()).isEqualTo(unit);
    assertThat(unit.ucum()).isEqualTo(ucum);
  }

  @ParameterizedTest
  @CsvSource({
    "vdb_cpu_seconds_total, SECONDS",
    "vdb_sent_bytes_total, BYTES",
    "vdb_requests_total, NONE"
  })
  void isToldByTheNameOfACounterBeforeItsEnding(String name, Unit unit) {
    assertThat(MetricDefinition.counter(name, "Help.").unit()).isEqualTo(unit);
  }
}
