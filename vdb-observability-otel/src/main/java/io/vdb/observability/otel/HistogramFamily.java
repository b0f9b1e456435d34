package io.vdb.observability.otel;

import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.MetricDefinition;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A histogram with the edges of its definition. */
final class HistogramFamily extends MetricFamily {

  private final RecordingGate gate;
  private final EpochClock clock;
  private final ConcurrentMap<SeriesId, HistogramSeries> bound = new ConcurrentHashMap<>();

  HistogramFamily(MetricDefinition definition, RecordingGate gate, EpochClock clock) {
    super(definition);
    this.gate = gate;
    this.clock = clock;
  }

  Histogram bind(SeriesId series) {
    return bound.computeIfAbsent(
        series,
        id ->
            new HistogramSeries(
                definition().name(),
                definition().buckets(),
                id.attributes(definition()),
                gate,
                clock));
  }

  @Override
  Data<?> data(long nowEpochNanos) {
    return HistogramData.create(
        AggregationTemporality.CUMULATIVE,
        bound.values().stream().map(series -> series.point(nowEpochNanos)).toList());
  }
}
