package io.vdb.server.config;

import io.vdb.server.security.ApiKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys.
 *
 * @param adminKey for administration
 * @param metricsKey for metrics
 * @param apiKey for everything that the API does
 * @param readOnlyKey for what only reads
 */
public record SecurityConfig(
    Optional<ApiKey> adminKey,
    Optional<ApiKey> metricsKey,
    Optional<ApiKey> apiKey,
    Optional<ApiKey> readOnlyKey) {

  /** Refuses a key for reading that allows more than that. */
  public SecurityConfig {
    refuseSame(readOnlyKey, apiKey, "vdb.security.api-key");
    refuseSame(readOnlyKey, adminKey, "vdb.security.admin-key");
  }

  private static void refuseSame(Optional<ApiKey> reading, Optional<ApiKey> other, String name) {
    if (reading.isPresent() && other.isPresent() && reading.get().isSameAs(other.get())) {
      throw new IllegalArgumentException(
          "vdb.security.read-only-api-key is the same as " + name
              + ": whoever has it could do more than read; choose another");
    }
  }

  /** Tells whether the API needs a key. */
  public boolean guardsApi() {
    return apiKey.isPresent() || readOnlyKey.isPresent();
  }

  /** Returns the settings of keys that are easier to guess than they should be. */
  public List<String> shortKeys() {
    Map<String, Optional<ApiKey>> keys = new LinkedHashMap<>();
    keys.put("vdb.security.admin-key", adminKey);
    keys.put("vdb.security.metrics-key", metricsKey);
    keys.put("vdb.security.api-key", apiKey);
    keys.put("vdb.security.read-only-api-key", readOnlyKey);
    List<String> names = new ArrayList<>();
    keys.forEach(
        (name, key) -> {
          if (key.isPresent() && key.get().isShort()) {
            names.add(name);
          }
        });
    return names;
  }
}
