package io.vdb.observability.otel;

import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.vdb.observability.otel.receiver.OtlpReceiver;
import io.vdb.observability.otel.receiver.ReceivedSpan;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.tck.HistogramReading;
import io.vdb.observability.tck.MetricReadings;
import io.vdb.observability.tck.RecordingObservabilityTck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;

/** The contract, read back from what a collector gets. */
class OtelContractTest extends RecordingObservabilityTck {

  private final Map<Observability, OtlpReceiver> receivers = new ConcurrentHashMap<>();

  @Override
  protected Observability start() {
    OtlpReceiver receiver = OtlpReceiver.start();
    Observability started = Backend.start(receiver);
    receivers.put(started, receiver);
    return started;
  }

  @AfterEach
  void stopReceivers() {
    receivers.keySet().forEach(Observability::close);
    receivers.values().forEach(OtlpReceiver::close);
  }

  @Override
  protected MetricReadings read(Observability backend) {
    OtlpReceiver receiver = Optional.ofNullable(receivers.get(backend)).orElseThrow();
    receiver.clear();
    ((OtelObservability) backend).flush(Backend.PATIENCE);
    return new SentReadings(receiver.latestMetrics());
  }

  private record SentReadings(List<Metric> metrics) implements MetricReadings {

    @Override
    public OptionalDouble value(MetricDefinition definition, String... labelValues) {
      return metric(definition).stream()
          .flatMap(
              metric ->
                  metric.hasSum()
                      ? metric.getSum().getDataPointsList().stream()
                      : metric.getGauge().getDataPointsList().stream())
          .filter(
              point ->
                  ReceivedSpan.values(point.getAttributesList())
                      .equals(labels(definition, labelValues)))
          .mapToDouble(NumberDataPoint::getAsDouble)
          .findFirst();
    }

    @Override
    public Optional<HistogramReading> histogramReading(
        MetricDefinition definition, String... labelValues) {
      return metric(definition).stream()
          .flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
          .filter(
              point ->
                  ReceivedSpan.values(point.getAttributesList())
                      .equals(labels(definition, labelValues)))
          .map(SentReadings::reading)
          .findFirst();
    }

    private Optional<Metric> metric(MetricDefinition definition) {
      return metrics.stream().filter(m -> m.getName().equals(definition.name())).findFirst();
    }

    private static HistogramReading reading(HistogramDataPoint point) {
      SortedMap<Double, Long> cumulative = new TreeMap<>();
      long upTo = 0;
      for (int i = 0; i < point.getExplicitBoundsCount(); i++) {
        upTo += point.getBucketCounts(i);
        cumulative.put(point.getExplicitBounds(i), upTo);
      }
      return new HistogramReading(point.getCount(), point.getSum(), cumulative);
    }

    private static Map<String, Object> labels(MetricDefinition definition, String... values) {
      Map<String, Object> labels = new HashMap<>();
      int i = 0;
      for (Label label : definition.labels()) {
        labels.put(label.name(), values[i++]);
      }
      return labels;
    }
  }
}
