package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import java.io.IOException;
import java.util.List;

/** All series of one definition. */
abstract sealed class MetricFamily permits CounterFamily, GaugeFamily, HistogramFamily {

  private final MetricDefinition definition;
  private final List<String> labelNames;
  private final MetricFamilySamples description;
  private final FamilyHeader header;

  MetricFamily(MetricDefinition definition) {
    this.definition = definition;
    this.labelNames = definition.labels().stream().map(Label::name).toList();
    this.description =
        new MetricFamilySamples(definition.name(), type(definition), definition.help(), List.of());
    this.header = new FamilyHeader(name(), description.type, definition.help());
  }

  final MetricDefinition definition() {
    return definition;
  }

  /** Returns the name without the ending that samples of its type have. */
  final String name() {
    return description.name;
  }

  /** Returns every name that samples of this family can have. */
  final List<String> sampleNames() {
    return List.of(description.getNames());
  }

  /** Writes the samples that are asked for, series by series, in the order of label values. */
  final void write(ExpositionWriter out) throws IOException {
    out.family(header);
    writeSamples(out);
  }

  abstract void writeSamples(ExpositionWriter out) throws IOException;

  /** Returns what the line of a series with one sample says before its value. */
  final byte[] text(SeriesKey key) {
    return SeriesText.bytes(SeriesText.of(definition.name(), labelNames, key.labelValues()));
  }

  final List<String> labelNames() {
    return labelNames;
  }

  private static Collector.Type type(MetricDefinition definition) {
    return switch (definition.type()) {
      case COUNTER -> Collector.Type.COUNTER;
      case GAUGE -> Collector.Type.GAUGE;
      case HISTOGRAM -> Collector.Type.HISTOGRAM;
    };
  }
}
