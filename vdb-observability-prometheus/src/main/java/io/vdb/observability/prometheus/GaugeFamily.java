package io.vdb.observability.prometheus;

import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Registration;
import java.util.List;
import java.util.function.DoubleSupplier;

/** A gauge: every series is read by a callback. */
final class GaugeFamily extends MetricFamily {

  private final CallbackSeries callbacks;

  GaugeFamily(MetricDefinition definition, ScrapeFaults faults) {
    super(definition);
    callbacks = new CallbackSeries(definition.name(), faults);
  }

  Registration register(SeriesKey key, DoubleSupplier value) {
    return callbacks.register(key, value);
  }

  @Override
  void addSamples(List<Sample> samples) {
    callbacks.read(
        (key, value) ->
            samples.add(new Sample(definition().name(), labelNames(), key.labelValues(), value)));
  }
}
