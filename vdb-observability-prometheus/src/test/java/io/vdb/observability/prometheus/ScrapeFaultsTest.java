package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.prometheus.client.Collector;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScrapeFaultsTest {

  private static final MetricDefinition POINTS =
      MetricDefinition.gauge("vdb_vectors", "Vectors.");
  private static final MetricDefinition ERRORS =
      MetricDefinition.counter("vdb_errors_total", "Errors.");

  private final Observability backend = Scrape.backend();

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void startsWithFaultsAtZero() {
    ParsedExposition scrape = Scrape.of(backend);

    for (String source : List.of("callback", "collector", "name")) {
      assertThat(scrape.value("vdb_metrics_scrape_faults_total", Map.of("source", source)))
          .hasValue(0);
    }
    assertThat(scrape.value("vdb_metrics_dropped_recordings_total", Map.of())).hasValue(0);
  }

  @Test
  void countsCallbacksThatThrow() {
    backend
        .meter()
        .gauge(
            POINTS,
            () -> {
              throw new IllegalStateException("closed");
            });
    Scrape.of(backend);
    Scrape.of(backend);

    // Whether the scrape that counts sees its own fault depends on the order of collectors.
    assertThat(faults("callback")).isBetween(2.0, 3.0);
  }

  @Test
  void survivesCallbackThatThrowsAnError() {
    backend
        .meter()
        .gauge(
            POINTS,
            () -> {
              throw new NoClassDefFoundError("half an upgrade");
            });

    assertThat(Scrape.of(backend).value("vdb_vectors", Map.of())).isEmpty();
  }

  @Test
  void leavesOutOnlyTheCollectorThatThrows() {
    ScrapeFaults faults = new ScrapeFaults();
    Metrics metrics = new Metrics(faults);
    metrics.add("broken", new BrokenCollector());
    new PrometheusMeter(metrics, new RecordingGate(), Optional.empty(), faults).counter(ERRORS);

    assertThat(Scrape.of(metrics).familyNames()).containsExactly("vdb_errors_total");
    assertThat(faults.collectors()).isEqualTo(1);
  }

  @Test
  void logsEachCauseOnce() {
    RecordingLogger log = new RecordingLogger();
    ScrapeFaults faults = new ScrapeFaults(log);
    IllegalStateException failure = new IllegalStateException("closed");

    for (int i = 0; i < 3; i++) {
      faults.callbackFailed("vdb_vectors[hot]", failure);
      faults.collectorFailed("a Dropwizard registry", failure);
      faults.nameRefused("vdb_mine", "reserved");
    }

    assertThat(log.lines())
        .containsExactly(
            "left vdb_vectors[hot] out of a scrape: its callback failed",
            "left the metrics of a Dropwizard registry out of a scrape: it failed",
            "left vdb_mine out of a scrape: reserved");
    assertThat(faults.callbacks()).isEqualTo(3);
    assertThat(faults.collectors()).isEqualTo(3);
    assertThat(faults.clashes()).isEqualTo(3);
  }

  @Test
  void leavesOutCreationTimesOfForeignCollectors() {
    Metrics metrics = new Metrics(new ScrapeFaults());
    metrics.add("ours", io.prometheus.client.Counter.build("app_a_total", "A.").create());
    Registration guest =
        metrics.addGuest(
            "guest", io.prometheus.client.Summary.build("app_b_seconds", "B.").create());

    ParsedExposition scrape = Scrape.of(metrics);
    guest.close();

    assertThat(scrape.samples())
        .extracting(ParsedExposition.Sample::name)
        .containsExactly("app_a_total", "app_b_seconds_count", "app_b_seconds_sum");
  }

  @Test
  void countsDroppedRecordings() {
    backend.meter().counter(ERRORS).add(-1);
    backend.meter().counter(ERRORS).add(Double.NaN);

    assertThat(Scrape.of(backend).value("vdb_metrics_dropped_recordings_total", Map.of()))
        .hasValue(2);
  }

  @Test
  void rejectsNameThatAnotherMetricExports() {
    backend.meter().counter(ERRORS);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                backend
                    .meter()
                    .gauge(MetricDefinition.gauge("vdb_errors", "Clashes."), () -> 1))
        .withMessageContaining("vdb_errors would export a name that is taken");
  }

  @Test
  void saysHowManySeriesTheLastWholeScrapeHad() {
    Scrape.of(backend); // so that the registry's own series are all there
    int shown = Scrape.of(backend).samples().size();
    Scrape.of(backend, "vdb_metrics_series");

    assertThat(Scrape.of(backend, "vdb_metrics_series").value("vdb_metrics_series", Map.of()))
        .hasValue(shown);
  }

  @Test
  void measuresEachScrape() {
    Scrape.of(backend);
    Scrape.of(backend);

    assertThat(Scrape.of(backend).value("vdb_metrics_scrape_duration_seconds_count", Map.of()))
        .hasValue(2);
  }

  private double faults(String source) {
    return Scrape.of(backend)
        .value("vdb_metrics_scrape_faults_total", Map.of("source", source))
        .orElseThrow();
  }

  private static final class BrokenCollector extends Collector implements Collector.Describable {

    @Override
    public List<MetricFamilySamples> collect() {
      throw new IllegalStateException("cannot read");
    }

    @Override
    public List<MetricFamilySamples> describe() {
      return List.of();
    }
  }
}
