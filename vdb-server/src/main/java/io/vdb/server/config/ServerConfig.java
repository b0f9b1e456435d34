package io.vdb.server.config;

import java.util.List;
import java.util.Map;

/**
 * Everything the server is told. Immutable; made by {@link ConfigLoader}.
 *
 * @param listen addresses
 * @param storage data directory and durability
 * @param limits bounds
 * @param observability backends and names
 * @param slowQueries which queries are kept as slow ones
 * @param log logging
 * @param security keys
 * @param tls certificate of the ports
 * @param compatibility whose tools to please
 * @param shutdown stopping
 * @param effective every setting by key with the text in force, for the log; holds no secrets
 * @param ignoredVariables environment variables that look like settings and are none, for the log
 * @param unusedSettings settings of observability backends that are not chosen, each with its place,
 *     for the log; holds no secrets
 */
public record ServerConfig(
    ListenConfig listen,
    StorageConfig storage,
    LimitsConfig limits,
    ObservabilityConfig observability,
    SlowQueryConfig slowQueries,
    LogConfig log,
    SecurityConfig security,
    TlsConfig tls,
    Compatibility compatibility,
    ShutdownConfig shutdown,
    Map<String, String> effective,
    List<String> ignoredVariables,
    List<String> unusedSettings) {

  /** What applies when nothing is said. */
  public static ServerConfig defaults() {
    return ConfigLoader.load(null, Map.of(), Map.of());
  }

  /** Defaults with some settings changed, by full key such as {@code vdb.rest-port}. */
  public static ServerConfig with(Map<String, String> overrides) {
    return ConfigLoader.load(null, Map.of(), overrides);
  }
}
