package io.vdb.server.config;

import io.vdb.core.log.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts a configuration together: overrides win over variables, variables over the file. */
public final class ConfigLoader {

  /** Variables of the launcher, which are not settings. */
  private static final Set<String> LAUNCHER_VARIABLES =
      Set.of(
          "VDB_HOME", "VDB_CONFIG", "VDB_JAVA_HOME", "VDB_JAVA_OPTS", "VDB_OPTS", "VDB_VERBOSE");

  /** What variables of the tests start with; they are not settings either. */
  private static final String TEST_PREFIX = "VDB_TEST_";

  private static final Map<String, Setting<?>> BY_KEY =
      Settings.ALL.stream()
          .collect(
              Collectors.toMap(Setting::key, Function.identity(), (a, b) -> a, LinkedHashMap::new));
  private static final Map<String, Setting<?>> BY_VARIABLE =
      Settings.ALL.stream().collect(Collectors.toMap(Setting::variable, Function.identity()));

  private final List<String> problems = new ArrayList<>();
  private final Map<Setting<?>, String> texts = new LinkedHashMap<>();
  private final Map<Setting<?>, String> sources = new LinkedHashMap<>();

  private ConfigLoader() {}

  /**
   * Loads a configuration.
   *
   * @param yaml file to read; none when absent
   * @param environment environment variables; those that start with {@code VDB_} are settings
   * @param overrides values by full key, such as {@code vdb.rest-port}
   * @throws ConfigException with every problem when there is any
   */
  public static ServerConfig load(
      @Nullable Path yaml, Map<String, String> environment, Map<String, String> overrides) {
    ConfigLoader loader = new ConfigLoader();
    if (yaml != null) {
      loader.readFile(yaml);
    }
    loader.readVariables(environment);
    loader.readOverrides(overrides);
    return loader.build();
  }

  private void readFile(Path yaml) {
    YamlFlattener.read(yaml, problems)
        .forEach(
            (key, given) -> {
              Setting<?> setting = BY_KEY.get(key);
              if (setting == null) {
                problems.add(given.where() + ": " + unknownKey(key));
              } else if (given.isList() && !setting.isList()) {
                problems.add(given.where() + ": " + key + " takes one value, not a list");
              } else {
                put(setting, given.text(), given.where());
              }
            });
  }

  private void readVariables(Map<String, String> environment) {
    environment.keySet().stream()
        .filter(name -> name.startsWith(Setting.VARIABLE_PREFIX))
        .filter(name -> !LAUNCHER_VARIABLES.contains(name) && !name.startsWith(TEST_PREFIX))
        .sorted()
        .forEach(
            name -> {
              Setting<?> setting = BY_VARIABLE.get(name);
              if (setting == null) {
                problems.add(
                    "environment: unknown variable "
                        + name
                        + NearMiss.suggestion(name, BY_VARIABLE.keySet()));
              } else {
                put(setting, environment.getOrDefault(name, ""), "environment");
              }
            });
  }

  private void readOverrides(Map<String, String> overrides) {
    overrides.forEach(
        (key, text) -> {
          Setting<?> setting = BY_KEY.get(key);
          if (setting == null) {
            problems.add("command line: " + unknownKey(key));
          } else {
            put(setting, text, "command line");
          }
        });
  }

  private static String unknownKey(String key) {
    String under =
        key.startsWith(Setting.ROOT + ".") ? "" : " (settings are under " + Setting.ROOT + ":)";
    return "unknown key " + key + under + NearMiss.suggestion(key, BY_KEY.keySet());
  }

  private void put(Setting<?> setting, String text, String source) {
    texts.put(setting, text);
    sources.put(setting, source);
  }

  private ServerConfig build() {
    Map<Setting<?>, Object> values = new LinkedHashMap<>();
    Map<String, String> effective = new LinkedHashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      String text = texts.getOrDefault(setting, setting.defaultText());
      effective.put(setting.key(), setting.shown(text));
      try {
        values.put(setting, setting.reader().apply(text));
      } catch (IllegalArgumentException e) {
        problems.add(
            sources.getOrDefault(setting, "default")
                + ": "
                + setting.key()
                + " is '"
                + setting.shown(text)
                + "', "
                + e.getMessage());
        values.put(setting, readDefault(setting)); // so that the other problems are found as well
      }
    }
    ListenConfig listen = checked(() -> listen(values));
    LimitsConfig limits = checked(() -> limits(values));
    if (!problems.isEmpty() || listen == null || limits == null) {
      throw new ConfigException(problems);
    }
    return new ServerConfig(
        listen,
        new StorageConfig(
            get(values, Settings.DATA),
            get(values, Settings.SYNC)
                ? Durability.SYNC
                : Durability.async(get(values, Settings.MAX_LOSS)),
            get(values, Settings.INDEX),
            get(values, Settings.MERGE_THREADS)),
        limits,
        new ObservabilityConfig(
            get(values, Settings.SERVICE_NAME),
            get(values, Settings.ENVIRONMENT),
            get(values, Settings.BACKENDS)),
        new LogConfig(
            get(values, Settings.LOG_LEVEL),
            get(values, Settings.LOG_FORMAT),
            get(values, Settings.LOG_OUTPUT)),
        new SecurityConfig(
            get(values, Settings.ADMIN_KEY), get(values, Settings.METRICS_KEY)),
        new ShutdownConfig(get(values, Settings.GRACE)),
        Collections.unmodifiableMap(effective));
  }

  private static ListenConfig listen(Map<Setting<?>, Object> values) {
    return new ListenConfig(
        get(values, Settings.HOST),
        get(values, Settings.REST_PORT),
        get(values, Settings.GRPC_PORT),
        get(values, Settings.ALLOW_INSECURE_BIND));
  }

  /** Builds a part whose settings do not always fit each other. */
  private <T> @Nullable T checked(Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static LimitsConfig limits(Map<Setting<?>, Object> values) {
    return new LimitsConfig(
        get(values, Settings.BODY_BYTES),
        get(values, Settings.BODY_BYTES_TOTAL),
        get(values, Settings.MAX_RESULTS),
        get(values, Settings.MAX_EF),
        get(values, Settings.MAX_BATCH_POINTS),
        get(values, Settings.MAX_FILTER_CONDITIONS),
        get(values, Settings.MAX_FILTER_DEPTH),
        Math.toIntExact(get(values, Settings.MAX_PAYLOAD_BYTES)),
        get(values, Settings.PENDING_BYTES),
        get(values, Settings.RECENT_BYTES),
        get(values, Settings.RECENT_POINTS),
        get(values, Settings.SEARCH_THREADS),
        get(values, Settings.SEARCH_QUEUE),
        get(values, Settings.CONCURRENT_WRITES),
        get(values, Settings.REQUEST_TIMEOUT));
  }

  private static Object readDefault(Setting<?> setting) {
    return setting.reader().apply(setting.defaultText());
  }

  @SuppressWarnings("unchecked") // values are what the setting's own reader returned
  private static <T> T get(Map<Setting<?>, Object> values, Setting<T> setting) {
    return (T) Objects.requireNonNull(values.get(setting));
  }
}
