package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.tck.HistogramReading;
import io.vdb.observability.tck.MetricReadings;
import io.vdb.observability.tck.RecordingObservabilityTck;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** The contract, read back from the text that Prometheus gets. */
class PrometheusContractTest extends RecordingObservabilityTck {

  @Override
  protected Observability start() {
    return Scrape.backend();
  }

  @Override
  protected MetricReadings read(Observability backend) {
    return new ScrapedReadings(Scrape.of(backend));
  }

  private record ScrapedReadings(ParsedExposition scrape) implements MetricReadings {

    @Override
    public OptionalDouble value(MetricDefinition definition, String... labelValues) {
      return scrape.value(definition.name(), labels(definition, labelValues));
    }

    @Override
    public Optional<HistogramReading> histogramReading(
        MetricDefinition definition, String... labelValues) {
      Map<String, String> labels = labels(definition, labelValues);
      OptionalDouble count = scrape.value(definition.name() + "_count", labels);
      if (count.isEmpty()) {
        return Optional.empty();
      }
      SortedMap<Double, Long> cumulative = new TreeMap<>();
      for (ParsedExposition.Sample sample : scrape.family(definition.name()).samples()) {
        Map<String, String> rest = new LinkedHashMap<>(sample.labels());
        String edge = rest.remove("le");
        if (edge != null && !edge.equals("+Inf") && rest.equals(labels)) {
          cumulative.put(Double.valueOf(edge), (long) sample.value());
        }
      }
      double sum = scrape.value(definition.name() + "_sum", labels).orElseThrow();
      return Optional.of(new HistogramReading((long) count.orElseThrow(), sum, cumulative));
    }

    private static Map<String, String> labels(MetricDefinition definition, String... values) {
      Map<String, String> labels = new LinkedHashMap<>();
      int i = 0;
      for (Label label : definition.labels()) {
        labels.put(label.name(), values[i++]);
      }
      return labels;
    }
  }
}
