package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Exposition;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** Writes what is exported. Holds no lock meanwhile, so a slow reader holds up nobody but itself. */
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
      ExpositionWriter writer =
          new ExpositionWriter(AcceptHeader.choose(accept), new NameFilter(names), out);
      metrics.write(writer);
      writer.finish();
      if (names.isEmpty()) {
        self.showed(writer.samples());
      }
    } finally {
      self.scraped(System.nanoTime() - start);
    }
  }
}
