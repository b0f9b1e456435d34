package io.vdb.observability.prometheus;

import io.vdb.observability.prometheus.BoundHistogram.WantedLines;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.MetricDefinition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** A histogram. */
final class HistogramFamily extends MetricFamily {

  private final RecordingGate gate;
  private final io.prometheus.client.Histogram histogram;
  private final ConcurrentNavigableMap<SeriesKey, BoundHistogram> bound =
      new ConcurrentSkipListMap<>();
  private final List<String> edges;

  HistogramFamily(
      MetricDefinition definition, RecordingGate gate, Optional<TraceExemplars> exemplars) {
    super(definition);
    this.gate = gate;
    io.prometheus.client.Histogram.Builder builder =
        io.prometheus.client.Histogram.build(definition.name(), definition.help())
            .labelNames(labelNames().toArray(String[]::new))
            .buckets(definition.buckets().stream().mapToDouble(Double::doubleValue).toArray());
    exemplars.ifPresentOrElse(builder::withExemplarSampler, builder::withoutExemplars);
    histogram = builder.create();
    edges =
        Stream.concat(definition.buckets().stream().map(SeriesText::edge), Stream.of("+Inf"))
            .toList();
  }

  Histogram bind(SeriesKey key) {
    return bound.computeIfAbsent(key, this::newSeries);
  }

  private BoundHistogram newSeries(SeriesKey key) {
    return new BoundHistogram(
        name(),
        HistogramText.of(name(), labelNames(), key.labelValues(), edges),
        histogram.labels(key.labelValues().toArray(String[]::new)),
        gate);
  }

  @Override
  void writeSamples(ExpositionWriter out) throws IOException {
    WantedLines wanted =
        new WantedLines(wants(out, "_bucket"), wants(out, "_count"), wants(out, "_sum"));
    for (BoundHistogram series : bound.values()) {
      series.write(out, wanted);
    }
  }

  private boolean wants(ExpositionWriter out, String suffix) {
    return out.wants(name(), name() + suffix);
  }
}
