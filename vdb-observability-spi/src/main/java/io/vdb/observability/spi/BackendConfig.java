package io.vdb.observability.spi;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a backend is started with.
 *
 * @param serviceName name of the running service, such as {@code vdb}
 * @param serviceVersion version of the running service
 * @param environment deployment environment, such as {@code production}
 * @param properties settings by name; {@link Backends} takes names such as {@code
 *     prometheus.some-setting} and hands each provider its own, without its name in front. A
 *     provider rejects settings that it does not know
 * @param variables environment variables, for a backend whose standard names some; the process's
 *     own, without those of vdb, where a server is started
 */
public record BackendConfig(
    String serviceName,
    String serviceVersion,
    String environment,
    Map<String, String> properties,
    Map<String, String> variables) {

  /** Copies the properties and variables. */
  public BackendConfig {
    properties = Map.copyOf(properties);
    variables = Map.copyOf(variables);
  }

  /** A configuration with nothing but the names of the service. */
  public static BackendConfig of(String serviceName, String serviceVersion) {
    return new BackendConfig(serviceName, serviceVersion, "development", Map.of(), Map.of());
  }

  /** Returns the same with only the settings that start with {@code name} and a dot, cut off. */
  BackendConfig forBackend(String name) {
    String prefix = name + ".";
    return new BackendConfig(
        serviceName,
        serviceVersion,
        environment,
        properties.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix))
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue)),
        variables);
  }

  /** Names settings and variables without what they say, as some hold keys. */
  @Override
  public String toString() {
    return "BackendConfig[%s %s in %s, settings %s, %d variables]"
        .formatted(
            serviceName,
            serviceVersion,
            environment,
            new TreeSet<>(properties.keySet()),
            variables.size());
  }
}
