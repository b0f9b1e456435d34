package io.vdb.observability.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * One series of a histogram. Of each bucket it keeps the first value since the last export that was
 * recorded below a sampled span, so that it allocates only where a trace is recorded, and at most
 * once per bucket and export.
 */
final class HistogramSeries implements Histogram {

  private final String metric;
  private final double[] edges;
  private final List<Double> boundaries;
  private final Attributes attributes;
  private final RecordingGate gate;
  private final EpochClock clock;
  private final long sinceEpochNanos;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();
  private final AtomicReferenceArray<DoubleExemplarData> exemplars;

  HistogramSeries(
      String metric,
      List<Double> boundaries,
      Attributes attributes,
      RecordingGate gate,
      EpochClock clock) {
    this.metric = metric;
    this.edges = boundaries.stream().mapToDouble(Double::doubleValue).toArray();
    this.boundaries = boundaries;
    this.attributes = attributes;
    this.gate = gate;
    this.clock = clock;
    this.sinceEpochNanos = clock.now();
    this.counts = new LongAdder[edges.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
    this.exemplars = new AtomicReferenceArray<>(counts.length);
  }

  @Override
  public void record(double value) {
    if (!gate.admits(metric, value)) {
      return;
    }
    int bucket = bucketOf(value);
    counts[bucket].increment();
    sum.add(value);
    TraceContext ids = Context.current().span().context();
    if (ids.sampled() && exemplars.get(bucket) == null) {
      exemplars.compareAndSet(bucket, null, exemplar(value, ids));
    }
  }

  /** There are few edges and most values are small, so looking from below is as good as halving. */
  private int bucketOf(double value) {
    int bucket = 0;
    while (bucket < edges.length && value > edges[bucket]) {
      bucket++;
    }
    return bucket;
  }

  private DoubleExemplarData exemplar(double value, TraceContext ids) {
    return DoubleExemplarData.create(
        Attributes.empty(),
        clock.now(),
        TraceStates.local(ids),
        value);
  }

  @Override
  public boolean isEnabled() {
    return gate.isOpen();
  }

  HistogramPointData point(long nowEpochNanos) {
    List<Long> buckets = new ArrayList<>(counts.length);
    List<DoubleExemplarData> kept = new ArrayList<>(0);
    long count = 0;
    for (int i = 0; i < counts.length; i++) {
      long inBucket = counts[i].sum();
      buckets.add(inBucket);
      count += inBucket;
      DoubleExemplarData exemplar = exemplars.getAndSet(i, null);
      if (exemplar != null) {
        kept.add(exemplar);
      }
    }
    return new HistogramPoint(
        sinceEpochNanos, nowEpochNanos, attributes, sum.sum(), count, boundaries, buckets, kept);
  }
}
