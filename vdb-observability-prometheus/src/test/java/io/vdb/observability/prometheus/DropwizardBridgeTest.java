package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void keepsOurMetricWhenAGuestHasItsNameWithoutAReservedPrefix() {
    backend.meter().counter(MetricDefinition.counter("app_jobs_total", "Jobs.")).add(5);
    registry.meter("app.jobs").mark(2);
    bridge.register(registry);

    assertThat(Scrape.of(backend).value("app_jobs_total", Map.of())).hasValue(5);
    assertThat(nameFaults()).isGreaterThanOrEqualTo(1);
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
  void leavesOutOnlyTheGaugeThatThrows() {
    registry.counter("app.jobs").inc();
    registry.register(
        "app.broken",
        (Gauge<Integer>)
            () -> {
              throw new IllegalStateException("not connected");
            });
    bridge.register(registry);

    ParsedExposition scrape = Scrape.of(backend);

    assertThat(scrape.value("app_jobs", Map.of())).hasValue(1);
    assertThat(scrape.value("app_broken", Map.of())).isEmpty();
    assertThat(callbackFaults()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void leavesOutGaugesThatAreNotNumbers() {
    registry.register("app.state", (Gauge<String>) () -> "running");
    registry.register("app.missing", (Gauge<Integer>) () -> null);
    registry.register("app.up", (Gauge<Boolean>) () -> true);
    bridge.register(registry);

    ParsedExposition scrape = Scrape.of(backend);

    assertThat(scrape.value("app_state", Map.of())).isEmpty();
    assertThat(scrape.value("app_missing", Map.of())).isEmpty();
    assertThat(scrape.value("app_up", Map.of())).hasValue(1);
    assertThat(callbackFaults()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void leavesOutNaNWithoutACount() {
    registry.register("app.ratio", (Gauge<Double>) () -> Double.NaN);
    bridge.register(registry);
    Scrape.of(backend);

    assertThat(Scrape.of(backend).value("app_ratio", Map.of())).isEmpty();
    assertThat(callbackFaults()).isZero();
  }

  @Test
  void removesSeriesOfRemovedMetrics() {
    registry.counter("app.jobs").inc();
    registry.counter("app.other").inc();
    bridge.register(registry);
    Scrape.of(backend);

    registry.remove("app.jobs");

    ParsedExposition scrape = Scrape.of(backend);
    assertThat(scrape.value("app_jobs", Map.of())).isEmpty();
    assertThat(scrape.value("app_other", Map.of())).hasValue(1);
  }

  @Test
  void turnsPartsOfNamesIntoLabels() {
    registry.counter("pool.orders.db-1.waits").inc(3);
    registry.counter("pool.carts.db-2.waits").inc(4);
    registry.timer("pool.orders.db-1.calls").update(250, TimeUnit.MILLISECONDS);
    registry.meter("pool.orders.db-1.errors").mark(2);
    registry.counter("pool.orders.waits").inc(5);

    bridge.register(
        registry,
        new DropwizardMapping(
            List.of(
                rule("pool.*.*.waits", "app_pool_waits"),
                rule("pool.*.*.*", "app_pool_${2}"),
                rule("pool.orders.*.*", "app_never"))));

    ParsedExposition scrape = Scrape.of(backend);
    Map<String, String> labels = Map.of("pool", "orders", "host", "db-1");
    assertThat(scrape.value("app_pool_waits", labels)).hasValue(3);
    assertThat(scrape.value("app_pool_waits", Map.of("pool", "carts", "host", "db-2")))
        .hasValue(4);
    assertThat(scrape.value("app_pool_calls_count", labels)).hasValue(1);
    assertThat(
            scrape.value(
                "app_pool_calls", Map.of("pool", "orders", "host", "db-1", "quantile", "0.5")))
        .hasValue(0.25);
    assertThat(scrape.value("app_pool_errors_total", labels)).hasValue(2);
    assertThat(scrape.value("pool_orders_waits", Map.of())).hasValue(5);
  }

  private static DropwizardMapping.Rule rule(String match, String name) {
    return new DropwizardMapping.Rule(match, name, Map.of("pool", "${0}", "host", "${1}"));
  }

  @Test
  void mapsEachNameOnce() {
    registry.counter("app.jobs").inc();
    registry.timer("app.calls").update(1, TimeUnit.SECONDS);
    List<String> mapped = new CopyOnWriteArrayList<>();
    DropwizardMapping.Mapper mapper = DropwizardMapping.NONE.mapper();
    DropwizardCollector collector =
        new DropwizardCollector(
            registry,
            name -> {
              mapped.add(name);
              return mapper.map(name);
            },
            new ScrapeFaults());

    collector.collect();
    collector.collect();
    assertThat(mapped).containsExactlyInAnyOrder("app.jobs", "app.calls");

    registry.counter("app.more").inc();
    registry.remove("app.jobs");
    collector.collect();
    registry.counter("app.jobs").inc();
    collector.collect();
    assertThat(mapped)
        .containsExactlyInAnyOrder("app.jobs", "app.calls", "app.more", "app.jobs");
  }

  @Test
  void keepsTheFirstOfTwoTypesThatAreMappedToOneName() {
    registry.counter("app.a").inc(7);
    registry.timer("app.b").update(1, TimeUnit.SECONDS);
    registry.histogram("app.c").update(1);
    bridge.register(
        registry,
        new DropwizardMapping(
            List.of(new DropwizardMapping.Rule("app.*", "app", Map.of("part", "${0}")))));

    ParsedExposition scrape = Scrape.of(backend);

    assertThat(scrape.family("app").type()).isEqualTo("gauge");
    assertThat(scrape.family("app").samples())
        .extracting(ParsedExposition.Sample::labels)
        .containsExactly(Map.of("part", "a"));
    assertThat(nameFaults()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void reservesNamesOfTheJvmAndTheProcess() {
    registry.counter("jvm.mine").inc();
    registry.counter("process-mine").inc();
    bridge.register(registry);

    assertThat(Scrape.text(backend, "")).doesNotContain("_mine");
    assertThat(nameFaults()).isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "a.*, a_${1}, l, x",
    "a.b, a, l, ${0}",
    "a.*, a, le, ${0}",
    "a.*, a, quantile, ${0}",
    "a.*, a, __name__, ${0}",
    "a.*, a, 1st, ${0}",
    "'', a, l, x",
    "a.*, '', l, x"
  })
  void rejectsRuleThatCannotWork(String match, String name, String label, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DropwizardMapping.Rule(match, name, Map.of(label, value)));
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

  private double callbackFaults() {
    return Scrape.of(backend)
        .value("vdb_metrics_scrape_faults_total", Map.of("source", "callback"))
        .orElseThrow();
  }

  private double nameFaults() {
    return Scrape.of(backend)
        .value("vdb_metrics_scrape_faults_total", Map.of("source", "name"))
        .orElseThrow();
  }
}
