package io.vdb.it.bench.scrape;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import io.prometheus.client.hotspot.DefaultExports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** The same series as the library alone would hold and collect them. */
final class StockInstruments implements SeriesMix.Target {

  /** A gauge whose series are read at each scrape. */
  private static final class ReadGauge extends Collector {

    private record Series(List<String> values, DoubleSupplier value) {}

    private final String name;
    private final List<String> labels;
    private final List<Series> series = new ArrayList<>();

    ReadGauge(String name, String[] labels) {
      this.name = name;
      this.labels = List.of(labels);
    }

    @Override
    public List<MetricFamilySamples> collect() {
      GaugeMetricFamily family = new GaugeMetricFamily(name, "A size.", labels);
      series.forEach(one -> family.addMetric(one.values(), one.value().getAsDouble()));
      return List.of(family);
    }
  }

  private final CollectorRegistry registry = new CollectorRegistry();
  private final Map<String, Histogram> histograms = new HashMap<>();
  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, ReadGauge> gauges = new HashMap<>();

  StockInstruments() {
    DefaultExports.register(registry);
  }

  CollectorRegistry registry() {
    return registry;
  }

  @Override
  public void histogram(
      String name, double[] edges, String[] labels, String[] values, double[] seen) {
    Histogram.Child histogram =
        histograms
            .computeIfAbsent(
                name,
                key ->
                    Histogram.build(key, "A duration.")
                        .buckets(edges)
                        .labelNames(labels)
                        .register(registry))
            .labels(values);
    for (double value : seen) {
      histogram.observe(value);
    }
  }

  @Override
  public void counter(String name, String[] labels, String[] values, double amount) {
    counters
        .computeIfAbsent(
            name, key -> Counter.build(key, "A count.").labelNames(labels).register(registry))
        .labels(values)
        .inc(amount);
  }

  @Override
  public void gauge(String name, String[] labels, String[] values, DoubleSupplier value) {
    gauges
        .computeIfAbsent(name, key -> new ReadGauge(key, labels).register(registry))
        .series
        .add(new ReadGauge.Series(List.of(values), value));
  }
}
