package io.vdb.observability.prometheus;

import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.MetricDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A histogram. Writes its own samples, so that edges read the same in every format. */
final class HistogramFamily extends MetricFamily {

  private final RecordingGate gate;
  private final io.prometheus.client.Histogram histogram;
  private final ConcurrentNavigableMap<SeriesKey, BoundHistogram> bound =
      new ConcurrentSkipListMap<>();
  private final List<String> edges;
  private final List<String> bucketLabelNames;

  HistogramFamily(MetricDefinition definition, RecordingGate gate) {
    super(definition);
    this.gate = gate;
    histogram =
        io.prometheus.client.Histogram.build(definition.name(), definition.help())
            .labelNames(labelNames().toArray(String[]::new))
            .buckets(definition.buckets().stream().mapToDouble(Double::doubleValue).toArray())
            .withoutExemplars()
            .create();
    edges = new ArrayList<>(definition.buckets().stream().map(Numbers::edge).toList());
    edges.add("+Inf");
    bucketLabelNames = append(labelNames(), "le");
  }

  Histogram bind(SeriesKey key) {
    return bound.computeIfAbsent(
        key,
        k ->
            new BoundHistogram(
                definition().name(),
                histogram.labels(k.labelValues().toArray(String[]::new)),
                gate));
  }

  @Override
  void addSamples(List<Sample> samples) {
    String name = definition().name();
    bound.forEach(
        (key, series) -> {
          io.prometheus.client.Histogram.Child.Value value = series.value();
          List<String> labelValues = key.labelValues();
          for (int i = 0; i < value.buckets.length; i++) {
            samples.add(
                new Sample(
                    name + "_bucket",
                    bucketLabelNames,
                    append(labelValues, edges.get(i)),
                    value.buckets[i]));
          }
          samples.add(
              new Sample(
                  name + "_count",
                  labelNames(),
                  labelValues,
                  value.buckets[value.buckets.length - 1]));
          samples.add(new Sample(name + "_sum", labelNames(), labelValues, value.sum));
        });
  }

  private static List<String> append(List<String> list, String last) {
    List<String> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(last);
    return longer;
  }
}
