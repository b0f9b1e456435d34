package io.vdb.observability.otel;

import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** A gauge: every series is read by a callback. */
final class GaugeFamily extends MetricFamily {

  private final CallbackSeries callbacks;

  GaugeFamily(MetricDefinition definition, RecordingGate gate, EpochClock clock) {
    super(definition);
    callbacks = new CallbackSeries(definition, gate, clock);
  }

  Registration register(SeriesId series, DoubleSupplier value) {
    return callbacks.register(series, value);
  }

  @Override
  Data<?> data(long nowEpochNanos) {
    List<DoublePointData> points = new ArrayList<>();
    callbacks.read(nowEpochNanos, points::add);
    return GaugeData.createDoubleGaugeData(points);
  }
}
