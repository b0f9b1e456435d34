package io.vdb.it.plugins;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.ObservabilityProvider;

/** Says that it was built for a later version of the SPI. */
public final class LaterProvider implements ObservabilityProvider {

  /** For ServiceLoader. */
  public LaterProvider() {}

  @Override
  public String name() {
    return "later";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION + 1;
  }

  @Override
  public Observability start(BackendConfig config) {
    throw new IllegalStateException("must not be started");
  }
}
