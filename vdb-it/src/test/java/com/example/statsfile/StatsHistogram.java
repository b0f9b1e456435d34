package com.example.statsfile;

import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts each value in the first bucket that it fits into; adds the buckets up when read. */
final class StatsHistogram implements Histogram, Series {

  private final StatsMeter meter;
  private final double[] edges;
  private final LongAdder[] buckets; // the last one is for values beyond the last edge
  private final DoubleAdder sum = new DoubleAdder();
  private final List<String> bucketNames;
  private final String sumName;
  private final String countName;

  StatsHistogram(StatsMeter meter, MetricDefinition definition, String... labelValues) {
    this.meter = meter;
    this.edges = definition.buckets().stream().mapToDouble(Double::doubleValue).toArray();
    this.buckets =
        Stream.generate(LongAdder::new).limit(edges.length + 1L).toArray(LongAdder[]::new);
    this.bucketNames = bucketNames(definition, labelValues);
    this.sumName = Series.name(definition.name() + "_sum", definition.labels(), labelValues);
    this.countName = Series.name(definition.name() + "_count", definition.labels(), labelValues);
  }

  private static List<String> bucketNames(MetricDefinition definition, String... labelValues) {
    List<Label> labels = new ArrayList<>(definition.labels());
    labels.add(Label.open("le"));
    String[] values = Arrays.copyOf(labelValues, labels.size());
    List<String> names = new ArrayList<>();
    for (double edge : definition.buckets()) {
      values[values.length - 1] = String.valueOf(edge);
      names.add(Series.name(definition.name() + "_bucket", labels, values));
    }
    return names;
  }

  @Override
  public void record(double value) {
    if (value >= 0 && Double.isFinite(value) && meter.isOpen()) {
      int bucket = 0;
      while (bucket < edges.length && value > edges[bucket]) {
        bucket++;
      }
      buckets[bucket].increment();
      sum.add(value);
    }
  }

  @Override
  public boolean isEnabled() {
    return meter.isOpen();
  }

  @Override
  public void appendTo(StringBuilder lines, String name) {
    long upTo = 0;
    for (int i = 0; i < edges.length; i++) {
      upTo += buckets[i].sum();
      Series.appendLine(lines, bucketNames.get(i), (double) upTo);
    }
    Series.appendLine(lines, countName, (double) (upTo + buckets[edges.length].sum()));
    Series.appendLine(lines, sumName, sum.sum());
  }
}
