package io.vdb.server.metrics;

import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Registration;
import io.vdb.server.BuildInfo;

/** Says what runs. */
public final class ServerInfoMetrics {

  private ServerInfoMetrics() {}

  /** Exports the build until the registration is closed. */
  public static Registration export(Meter meter, BuildInfo build) {
    return meter.gauge(
        ServerMetrics.BUILD_INFO,
        () -> 1,
        build.version(),
        build.commit(),
        Runtime.version().toString());
  }
}
