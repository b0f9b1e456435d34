package io.vdb.observability.spi;

import java.util.Map;

/**
 * What a backend is started with.
 *
 * @param serviceName name of the running service, such as {@code vdb}
 * @param serviceVersion version of the running service
 * @param environment deployment environment, such as {@code production}
 * @param properties settings of this backend alone, by name
 */
public record BackendConfig(
    String serviceName, String serviceVersion, String environment, Map<String, String> properties) {

  /** Copies the properties. */
  public BackendConfig {
    properties = Map.copyOf(properties);
  }

  /** A configuration with nothing but the names of the service. */
  public static BackendConfig of(String serviceName, String serviceVersion) {
    return new BackendConfig(serviceName, serviceVersion, "development", Map.of());
  }
}
