package io.vdb.observability.otel;

import io.vdb.observability.spi.MetricCatalog;
import io.vdb.observability.spi.MetricDefinition;
import java.util.List;

/** The metrics that this backend feeds, for {@link java.util.ServiceLoader}. */
public final class OtelMetricCatalog implements MetricCatalog {

  /** For {@link java.util.ServiceLoader}. */
  public OtelMetricCatalog() {}

  @Override
  public String module() {
    return "vdb-observability-otel";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return OtelMetrics.ALL;
  }
}
