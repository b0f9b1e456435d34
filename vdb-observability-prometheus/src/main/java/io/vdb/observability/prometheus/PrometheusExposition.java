package io.vdb.observability.prometheus;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.vdb.observability.spi.Exposition;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;

/** Collects first and writes then, so that a slow reader holds up nobody but itself. */
final class PrometheusExposition implements Exposition {

  private final Metrics metrics;
  private final SelfMetrics self;

  PrometheusExposition(Metrics metrics, SelfMetrics self) {
    this.metrics = metrics;
    this.self = self;
  }

  @Override
  public String contentType(String accept) {
    return AcceptHeader.choose(accept).contentType();
  }

  @Override
  public void write(String accept, Set<String> names, OutputStream out) throws IOException {
    long start = System.nanoTime();
    try {
      List<MetricFamilySamples> families = metrics.collect();
      if (names.isEmpty()) {
        self.showed(families.stream().mapToLong(family -> family.samples.size()).sum());
      }
      ExpositionWriter.write(
          new NameFilter(names).apply(families), AcceptHeader.choose(accept), out);
    } finally {
      self.scraped(System.nanoTime() - start);
    }
  }
}
