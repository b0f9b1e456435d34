package io.vdb.observability.prometheus;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.ObservabilityProvider;

/**
 * Makes Prometheus backends. Settings, each {@code true} unless said otherwise: {@code hotspot}, to
 * export the metrics of the JVM and the process; {@code exemplars}, to let counters and histograms
 * point to the traces that are recorded.
 */
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
   * Starts a backend with the capabilities {@link io.vdb.observability.spi.Exposition}, {@link
   * io.vdb.observability.spi.SelfObserving} and {@link DropwizardBridge}. Opens no port.
   *
   * @throws IllegalArgumentException when there are settings that it does not know
   */
  @Override
  public Observability start(BackendConfig config) {
    return PrometheusObservability.start(PrometheusSettings.of(config.properties()));
  }
}
