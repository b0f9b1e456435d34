package io.vdb.observability.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Backends;
import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.MetricCatalog;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.SelfObserving;
import io.vdb.observability.tck.InMemoryObservability;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrometheusMetricCatalogTest {

  private final MetricCatalog catalog =
      MetricCatalog.load(getClass().getClassLoader()).stream()
          .filter(found -> found.module().equals("vdb-observability-prometheus"))
          .findFirst()
          .orElseThrow();

  @Test
  void declaresWhatABackendFeedsAndNothingElse() {
    try (Observability backend = Scrape.backend(Map.of("hotspot", "false"))) {
      assertThat(Scrape.of(backend).familyNames())
          .containsExactlyInAnyOrderElementsOf(
              catalog.metrics().stream().map(MetricDefinition::name).toList());
    }
  }

  @Test
  void saysWhichQuestionEachMetricAnswers() {
    assertThat(catalog.metrics()).noneMatch(metric -> metric.question().isEmpty());
  }

  @Test
  void showsWhatScrapesCostInOtherBackendsToo() throws Exception {
    InMemoryObservability other = new InMemoryObservability();
    Observability prometheus =
        new PrometheusProvider().start(BackendConfig.of("vdb", "1.0"));
    try (Observability both = Backends.fanOut(List.of(prometheus, other))) {
      both.capability(Exposition.class)
          .orElseThrow()
          .write("", Set.of(), OutputStream.nullOutputStream());

      assertThat(
              other.histogramReading(PrometheusMetricCatalog.SCRAPE_SECONDS).orElseThrow().count())
          .isEqualTo(1);
      assertThat(other.value(PrometheusMetricCatalog.SERIES).orElseThrow()).isGreaterThan(50);
    }
  }

  @Test
  void stopsShowingItsCostWhenToldTo() {
    Observability backend = new PrometheusProvider().start(BackendConfig.of("vdb", "1.0"));
    SelfObserving self = backend.capability(SelfObserving.class).orElseThrow();

    self.export(backend.meter()).close();

    assertThat(Scrape.of(backend).value("vdb_metrics_series", Map.of())).isEmpty();
    backend.close();
  }
}
