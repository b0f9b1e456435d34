package io.vdb.server.config;

import java.util.List;
import java.util.Map;

/**
 * What is measured and under which names it is reported.
 *
 * @param serviceName name of this service in metrics and logs
 * @param environment deployment environment in metrics and logs
 * @param backends names of observability backends, or {@code none} alone
 * @param settings free text for backends, by name of the backend, a dot and its own key
 * @param collectionSeries how many collections have metrics of their own; at least 0
 */
public record ObservabilityConfig(
    String serviceName,
    String environment,
    List<String> backends,
    Map<String, String> settings,
    int collectionSeries) {

  /** Copies list and map. */
  public ObservabilityConfig {
    backends = List.copyOf(backends);
    settings = Map.copyOf(settings);
  }
}
