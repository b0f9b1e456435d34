package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropwizardBridgeTest {

  private final Observability backend = Scrape.backend();
  private final DropwizardBridge bridge =
      backend.capability(DropwizardBridge.class).orElseThrow();
  private final MetricRegistry registry = new MetricRegistry();

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void exportsCountersGaugesMetersHistogramsAndTimers() {
    registry.counter("app.jobs-running").inc(4);
    registry.register("app.depth", (Gauge<Integer>) () -> 7);
    registry.meter("app.requests").mark(5);
    registry.histogram("app.sizes").update(12);
    registry.timer("app.calls").update(250, TimeUnit.MILLISECONDS);

    bridge.register(registry);

    ParsedExposition scrape = Scrape.of(backend);
    assertThat(scrape.value("app_jobs_running", Map.of())).hasValue(4);
    assertThat(scrape.value("app_depth", Map.of())).hasValue(7);
    assertThat(scrape.value("app_requests_total", Map.of())).hasValue(5);
    assertThat(scrape.value("app_sizes_count", Map.of())).hasValue(1);
    assertThat(scrape.value("app_calls", Map.of("quantile", "0.5"))).hasValue(0.25);
    assertThat(scrape.family("app_calls").type()).isEqualTo("summary");
  }

  @Test
  void readsTheRegistryAtEachScrape() {
    bridge.register(registry);
    registry.counter("app.jobs").inc();

    assertThat(Scrape.of(backend).value("app_jobs", Map.of())).hasValue(1);
  }

  @Test
  void stopsWhenTheRegistrationIsClosed() {
    registry.counter("app.jobs").inc();
    Registration registration = bridge.register(registry);

    registration.close();
    registration.close();

    assertThat(Scrape.of(backend).value("app_jobs", Map.of())).isEmpty();
    bridge.register(registry);
    assertThat(Scrape.of(backend).value("app_jobs", Map.of())).hasValue(1);
  }

  @Test
  void dropsReservedNames() {
    registry.counter("vdb_search_hits").inc();
    registry.counter("vdb.search.misses").inc();
    registry.counter("app.jobs").inc();
    bridge.register(registry);

    ParsedExposition scrape = Scrape.of(backend);

    assertThat(scrape.samples())
        .extracting(ParsedExposition.Sample::name)
        .contains("app_jobs")
        .doesNotContain("vdb_search_hits", "vdb_search_misses");
    assertThat(nameFaults()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void keepsOurMetricWhenAGuestHasItsName() {
    registry.register("process.start.time.seconds", (Gauge<Integer>) () -> 1);
    registry.register("jvm.info", (Gauge<Integer>) () -> 1);
    bridge.register(registry);

    ParsedExposition scrape = Scrape.of(backend);

    assertThat(scrape.value("process_start_time_seconds", Map.of()).orElseThrow())
        .isGreaterThan(1);
    assertThat(scrape.family("jvm_info").samples()).hasSize(1);
    assertThat(nameFaults()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void keepsTheFirstOfTwoRegistriesWithTheSameName() {
    MetricRegistry other = new MetricRegistry();
    registry.counter("app.jobs").inc(1);
    other.counter("app.jobs").inc(2);
    bridge.register(registry);
    bridge.register(other);

    assertThat(Scrape.of(backend).value("app_jobs", Map.of())).hasValue(1);
  }

  @Test
  void keepsOneOfTwoNamesThatBecomeTheSame() {
    registry.counter("app.jobs").inc(1);
    registry.counter("app-jobs").inc(1);
    bridge.register(registry);

    assertThat(Scrape.of(backend).value("app_jobs", Map.of())).hasValue(1);
  }

  @Test
  void dropsNameThatCannotBeWritten() {
    registry.counter("").inc();
    registry.counter("app.jobs").inc();
    bridge.register(registry);

    assertThat(Scrape.of(backend).value("app_jobs", Map.of())).hasValue(1);
  }

  @Test
  void leavesOutRegistryWithAFailingGauge() {
    backend.meter().counter(MetricDefinition.counter("vdb_hits_total", "Hits.")).increment();
    registry.register(
        "app.broken",
        (Gauge<Integer>)
            () -> {
              throw new IllegalStateException("not connected");
            });
    bridge.register(registry);

    assertThat(Scrape.of(backend).value("vdb_hits_total", Map.of())).hasValue(1);
    assertThat(
            Scrape.of(backend)
                .value("vdb_metrics_scrape_faults_total", Map.of("source", "collector"))
                .orElseThrow())
        .isGreaterThanOrEqualTo(1);
  }

  @Test
  void rejectsRegistryThatIsExportedAlready() {
    bridge.register(registry);

    assertThatIllegalArgumentException().isThrownBy(() -> bridge.register(registry));
  }

  @Test
  void exportsNothingOfAClosedBackend() {
    registry.counter("app.jobs").inc();
    backend.close();

    bridge.register(registry).close();

    assertThat(Scrape.text(backend, "")).isEmpty();
  }

  private double nameFaults() {
    return Scrape.of(backend)
        .value("vdb_metrics_scrape_faults_total", Map.of("source", "name"))
        .orElseThrow();
  }
}
