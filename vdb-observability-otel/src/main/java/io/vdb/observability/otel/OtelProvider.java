package io.vdb.observability.otel;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.ObservabilityProvider;

/** Makes OpenTelemetry backends, which send traces and metrics to a collector by OTLP. */
public final class OtelProvider implements ObservabilityProvider {

  /** For {@link java.util.ServiceLoader}. */
  public OtelProvider() {}

  @Override
  public String name() {
    return "otel";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  /**
   * Starts a backend. Where an endpoint for traces is set it has the capability {@link
   * io.vdb.observability.spi.Tracer}; where one for metrics is set its instruments record. With no
   * endpoint it starts no thread and its instruments are no-ops. A collector need not be there.
   *
   * @param config settings win over the standard {@code OTEL_*} variables
   * @throws IllegalArgumentException when a setting is unknown, or a setting or variable has a value
   *     that cannot be used; the message names it
   */
  @Override
  public Observability start(BackendConfig config) {
    return OtelObservability.start(OtelSettings.read(config));
  }
}
