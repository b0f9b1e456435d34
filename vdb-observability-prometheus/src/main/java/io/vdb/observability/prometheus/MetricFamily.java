package io.vdb.observability.prometheus;

import io.prometheus.client.Collector;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import java.util.ArrayList;
import java.util.List;

/** All series of one definition. */
abstract sealed class MetricFamily extends Collector implements Collector.Describable
    permits CounterFamily, GaugeFamily, HistogramFamily {

  private final MetricDefinition definition;
  private final List<String> labelNames;

  MetricFamily(MetricDefinition definition) {
    this.definition = definition;
    this.labelNames = definition.labels().stream().map(Label::name).toList();
  }

  final MetricDefinition definition() {
    return definition;
  }

  final List<String> labelNames() {
    return labelNames;
  }

  /** Adds the samples of each series, series by series, in the order of label values. */
  abstract void addSamples(List<MetricFamilySamples.Sample> samples);

  @Override
  public final List<MetricFamilySamples> collect() {
    List<MetricFamilySamples.Sample> samples = new ArrayList<>();
    addSamples(samples);
    return List.of(family(samples));
  }

  @Override
  public final List<MetricFamilySamples> describe() {
    return List.of(family(List.of()));
  }

  private MetricFamilySamples family(List<MetricFamilySamples.Sample> samples) {
    return new MetricFamilySamples(definition.name(), type(), definition.help(), samples);
  }

  private Type type() {
    return switch (definition.type()) {
      case COUNTER -> Type.COUNTER;
      case GAUGE -> Type.GAUGE;
      case HISTOGRAM -> Type.HISTOGRAM;
    };
  }
}
