package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.observability.spi.Observability;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmMetricsTest {

  private final Observability backend = Scrape.backend();

  @AfterEach
  void close() {
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "process_cpu_seconds_total",
        "process_start_time_seconds",
        "process_open_fds",
        "process_max_fds",
        "process_resident_memory_bytes",
        "process_virtual_memory_bytes"
      })
  @EnabledOnOs(OS.LINUX)
  void showsProcessMetric(String name) {
    OptionalDouble value = Scrape.of(backend).value(name, Map.of());

    assertThat(value).isPresent();
    assertThat(value.orElseThrow()).isPositive().isFinite();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jvm_memory_bytes_used",
        "jvm_memory_pool_bytes_used",
        "jvm_buffer_pool_used_bytes",
        "jvm_gc_collection_seconds",
        "jvm_threads_current",
        "jvm_threads_state",
        "jvm_classes_currently_loaded",
        "jvm_info"
      })
  void showsJvmMetric(String family) {
    assertThat(Scrape.of(backend).family(family).samples()).isNotEmpty();
  }

  @Test
  void agreesWithTheJvmOnItsStart() {
    double start =
        Scrape.of(backend).value("process_start_time_seconds", Map.of()).orElseThrow();

    assertThat(start).isEqualTo(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void countsAllocationsWhenGarbageIsCollected() {
    awaitAllocations();

    assertThat(Scrape.of(backend).family("jvm_memory_pool_allocated_bytes_total").samples())
        .anyMatch(sample -> sample.value() > 0);
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void doesNotStopWhenAnotherBackendIsClosed() {
    Scrape.backend().close();

    assertThat(Scrape.of(backend).family("jvm_threads_current").samples()).hasSize(1);
    awaitAllocations();
  }

  private void awaitAllocations() {
    while (!Scrape.text(backend, "").contains("jvm_memory_pool_allocated_bytes_total{pool=")) {
      System.gc();
    }
  }
}
