package com.example.statsfile;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.ObservabilityProvider;

/** Found by ServiceLoader, and chosen by {@code vdb.observability.backends: [statsfile]}. */
public final class StatsFileProvider implements ObservabilityProvider {

  /** For ServiceLoader. */
  public StatsFileProvider() {}

  @Override
  public String name() {
    return "statsfile";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public Observability start(BackendConfig config) {
    return StatsFile.open(StatsFileSettings.of(config));
  }
}
