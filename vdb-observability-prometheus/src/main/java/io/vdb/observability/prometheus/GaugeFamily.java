package io.vdb.observability.prometheus;

import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Registration;
import java.io.IOException;
import java.util.function.DoubleSupplier;

/** A gauge: every series is read by a callback. */
final class GaugeFamily extends MetricFamily {

  private final CallbackSeries callbacks;

  GaugeFamily(MetricDefinition definition, ScrapeFaults faults) {
    super(definition);
    callbacks = new CallbackSeries(this, Double.NEGATIVE_INFINITY, faults);
  }

  Registration register(SeriesKey key, DoubleSupplier value) {
    return callbacks.register(key, value);
  }

  @Override
  void writeSamples(ExpositionWriter out) throws IOException {
    if (out.wants(name(), name())) {
      callbacks.write(out);
    }
  }
}
