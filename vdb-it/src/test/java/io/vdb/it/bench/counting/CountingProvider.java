package io.vdb.it.bench.counting;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.ObservabilityProvider;

/** Makes the backend that {@code counting} selects. */
public final class CountingProvider implements ObservabilityProvider {

  /** The name that selects it. */
  public static final String NAME = "counting";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public Observability start(BackendConfig config) {
    return new CountingObservability();
  }
}
