package io.vdb.observability.prometheus;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.ObservabilityProvider;

/** Makes Prometheus backends. Has no settings. */
public final class PrometheusProvider implements ObservabilityProvider {

  /** For {@link java.util.ServiceLoader}. */
  public PrometheusProvider() {}

  @Override
  public String name() {
    return "prometheus";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  /**
   * Starts a backend with the capabilities {@link io.vdb.observability.spi.Exposition} and {@link
   * DropwizardBridge}. Opens no port.
   *
   * @throws IllegalArgumentException when there are settings
   */
  @Override
  public Observability start(BackendConfig config) {
    if (!config.properties().isEmpty()) {
      throw new IllegalArgumentException(
          "the prometheus backend has no settings, but got " + config.properties().keySet());
    }
    return PrometheusObservability.start();
  }
}
