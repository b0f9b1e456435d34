package io.vdb.server.config;

import java.util.List;

/**
 * What is measured and under which names it is reported.
 *
 * @param serviceName name of this service in metrics and logs
 * @param environment deployment environment in metrics and logs
 * @param backends names of observability backends, or {@code none} alone
 */
public record ObservabilityConfig(String serviceName, String environment, List<String> backends) {
  /** Copies the list. */
  public ObservabilityConfig {
    backends = List.copyOf(backends);
  }
}
