package com.example.statsfile;

import io.vdb.observability.spi.Label;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.tck.HistogramReading;
import io.vdb.observability.tck.MetricReadings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the lines of one block say. */
final class StatsLines implements MetricReadings {

  private final Map<String, Double> values = new HashMap<>();

  StatsLines(String block) {
    block
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int blank = line.lastIndexOf(' ');
              values.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
            });
  }

  @Override
  public OptionalDouble value(MetricDefinition definition, String... labelValues) {
    return valueOf(Series.name(definition.name(), definition.labels(), labelValues));
  }

  @Override
  public Optional<HistogramReading> histogramReading(
      MetricDefinition definition, String... labelValues) {
    String count = Series.name(definition.name() + "_count", definition.labels(), labelValues);
    if (!values.containsKey(count)) {
      return Optional.empty();
    }
    String sum = Series.name(definition.name() + "_sum", definition.labels(), labelValues);
    SortedMap<Double, Long> cumulative = new TreeMap<>();
    for (double edge : definition.buckets()) {
      cumulative.put(edge, (long) valueOf(bucket(definition, edge, labelValues)).orElseThrow());
    }
    return Optional.of(
        new HistogramReading(
            (long) valueOf(count).orElseThrow(), valueOf(sum).orElseThrow(), cumulative));
  }

  private static String bucket(MetricDefinition definition, double edge, String... labelValues) {
    List<Label> labels = new ArrayList<>(definition.labels());
    labels.add(Label.open("le"));
    String[] values = Arrays.copyOf(labelValues, labels.size());
    values[labels.size() - 1] = String.valueOf(edge);
    return Series.name(definition.name() + "_bucket", labels, values);
  }

  private OptionalDouble valueOf(String series) {
    Double value = values.get(series);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
