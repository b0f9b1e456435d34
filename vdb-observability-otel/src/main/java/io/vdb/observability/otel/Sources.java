package io.vdb.observability.otel;

import io.vdb.observability.spi.BackendConfig;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where values come from: the backend's own settings first, then the standard variables. */
final class Sources {

  private static final Set<String> SETTINGS =
      Set.of(
          "endpoint",
          "traces-endpoint",
          "metrics-endpoint",
          "protocol",
          "headers",
          "timeout",
          "compression",
          "certificate",
          "client-key",
          "client-certificate",
          "sample-rate",
          "queue-size",
          "batch-size",
          "batch-delay",
          "metric-interval",
          "close-timeout");

  private final Map<String, String> settings;
  private final Map<String, String> variables;

  /** Refuses settings that nobody reads. */
  Sources(BackendConfig config) {
    Set<String> unknown = new TreeSet<>(config.properties().keySet());
    unknown.removeAll(SETTINGS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown settings " + unknown + "; there are " + new TreeSet<>(SETTINGS));
    }
    settings = config.properties();
    variables = config.variables();
  }

  Optional<Given> setting(String name) {
    return given("setting '" + name + "'", settings.get(name), false);
  }

  /** Returns the value of the first of these variables that is set. An empty one is not. */
  Optional<Given> variable(String... names) {
    for (String name : names) {
      Optional<Given> given = given(name, variables.get(name), true);
      if (given.isPresent()) {
        return given;
      }
    }
    return Optional.empty();
  }

  Optional<Given> either(String setting, String... names) {
    return setting(setting).or(() -> variable(names));
  }

  private static Optional<Given> given(
      String where, @Nullable String value, boolean inMillis) {
    return value == null || value.isBlank()
        ? Optional.empty()
        : Optional.of(new Given(where, value.strip(), inMillis));
  }
}
