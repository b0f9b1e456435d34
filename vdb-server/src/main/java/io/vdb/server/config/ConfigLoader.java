package io.vdb.server.config;

import io.vdb.core.log.Durability;
import io.vdb.server.security.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  /** What keys start with that are handed to a backend as they are. */
  private static final String BACKEND_SETTINGS = Setting.ROOT + ".observability.settings.";

  private static final String BACKEND_VARIABLES = "VDB_OBSERVABILITY_SETTINGS_";

  /** One of these parts of the heap may be bodies and answers. */
  private static final int HEAP_PARTS = 8;

  /** Stands in the log for a text that may be a secret. */
  private static final String MASKED = "***";

  private static final Map<String, Setting<?>> BY_KEY =
      Settings.ALL.stream()
          .collect(
              Collectors.toMap(Setting::key, Function.identity(), (a, b) -> a, LinkedHashMap::new));
  private static final Map<String, Setting<?>> BY_VARIABLE =
      Settings.ALL.stream().collect(Collectors.toMap(Setting::variable, Function.identity()));

  private final List<String> problems = new ArrayList<>();
  private final Map<Setting<?>, String> texts = new LinkedHashMap<>();
  private final Map<Setting<?>, String> sources = new LinkedHashMap<>();
  private final Map<String, String> backendSettings = new LinkedHashMap<>();
  private final Map<String, String> backendSources = new LinkedHashMap<>();
  private final Map<String, String> backendVariables = new LinkedHashMap<>();
  private final List<String> ignoredVariables = new ArrayList<>();
  private final List<String> unusedSettings = new ArrayList<>();

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
              if (key.startsWith(BACKEND_SETTINGS)) {
                putBackend(key, given.text(), given.where());
              } else if (setting == null) {
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
              String value = environment.getOrDefault(name, "");
              if (name.startsWith(BACKEND_VARIABLES)) {
                backendVariables.put(name, value);
              } else if (setting == null && ServiceLinks.contains(name, value)) {
                ignoredVariables.add(name);
              } else if (setting == null) {
                problems.add(
                    "environment: unknown variable "
                        + name
                        + NearMiss.suggestion(name, BY_VARIABLE.keySet()));
              } else {
                put(setting, value, "environment");
              }
            });
  }

  private void readOverrides(Map<String, String> overrides) {
    overrides.forEach(
        (key, text) -> {
          Setting<?> setting = BY_KEY.get(key);
          if (key.startsWith(BACKEND_SETTINGS)) {
            putBackend(key, text, "command line");
          } else if (setting == null) {
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

  private void putBackend(String key, String text, String source) {
    String ofBackend = key.substring(BACKEND_SETTINGS.length());
    if (ofBackend.indexOf('.') <= 0) {
      problems.add(source + ": " + key + " needs the name of a backend and its key, such as "
          + BACKEND_SETTINGS + "prometheus.some-key");
      return;
    }
    backendSettings.put(ofBackend, text);
    backendSources.put(ofBackend, source);
  }

  /** Only with the names of the backends a variable can be split: both parts may hold dashes. */
  private void readBackendVariables(List<String> backends) {
    Map<String, String> fromFile = new LinkedHashMap<>(backendSettings);
    backendVariables.forEach(
        (name, value) -> {
          String rest = name.substring(BACKEND_VARIABLES.length());
          String backend =
              backends.stream()
                  .filter(candidate -> rest.startsWith(variablePart(candidate) + "_"))
                  .max(Comparator.comparingInt(String::length))
                  .orElse("");
          if (backend.isEmpty()) {
            unusedSettings.add(name + " (environment)");
            return;
          }
          String wanted = rest.substring(backend.length() + 1);
          String key =
              fromFile.keySet().stream()
                  .filter(known -> known.startsWith(backend + "."))
                  .filter(known -> variablePart(known.substring(backend.length() + 1)).equals(wanted))
                  .findFirst()
                  .orElse(backend + "." + wanted.toLowerCase(Locale.ROOT).replace('_', '-'));
          if (!backendSources.getOrDefault(key, "").equals("command line")) {
            backendSettings.put(key, value);
            backendSources.put(key, "environment");
          }
        });
  }

  private static String variablePart(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /**
   * Sets aside what is for backends that are not chosen, so that taking one out takes one line, and
   * its settings wait until it comes back. A mistyped name ends here too, so what is near is told.
   */
  private void setAsideUnused(List<String> backends) {
    backendSources.forEach(
        (key, source) -> {
          String backend = key.substring(0, key.indexOf('.'));
          if (!backends.contains(backend)) {
            backendSettings.remove(key);
            unusedSettings.add(
                BACKEND_SETTINGS + key + " (" + source + NearMiss.suggestion(backend, backends) + ")");
          }
        });
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
    List<String> backends = get(values, Settings.BACKENDS);
    readBackendVariables(backends);
    setAsideUnused(backends);
    backendSettings.keySet().forEach(key -> effective.put(BACKEND_SETTINGS + key, MASKED));
    ListenConfig listen = checked(() -> listen(values));
    LimitsConfig limits = checked(() -> limits(values));
    SecurityConfig security = checked(() -> security(values));
    TlsConfig tls = checked(() -> tls(values));
    if (listen != null && security != null) {
      var _ = checked(() -> requireKey(listen, security));
    }
    if (!problems.isEmpty()
        || listen == null
        || limits == null
        || security == null
        || tls == null) {
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
            get(values, Settings.MERGE_THREADS),
            new SnapshotConfig(
                get(values, Settings.SNAPSHOTS_PATH)
                    .orElseGet(() -> get(values, Settings.DATA).resolve("snapshots")),
                get(values, Settings.SNAPSHOT_SOURCES),
                get(values, Settings.SNAPSHOT_BYTES))),
        limits,
        new ObservabilityConfig(
            get(values, Settings.SERVICE_NAME),
            get(values, Settings.ENVIRONMENT),
            backends,
            backendSettings,
            get(values, Settings.COLLECTION_SERIES)),
        new SlowQueryConfig(
            get(values, Settings.SLOW_QUERY_THRESHOLD), get(values, Settings.SLOW_QUERIES_KEPT)),
        new LogConfig(
            get(values, Settings.LOG_LEVEL),
            get(values, Settings.LOG_LEVELS),
            get(values, Settings.LOG_FORMAT),
            get(values, Settings.LOG_OUTPUT),
            get(values, Settings.LOG_MAX_FILE_SIZE),
            get(values, Settings.LOG_MAX_FILES)),
        security,
        tls,
        get(values, Settings.COMPATIBILITY),
        new ShutdownConfig(get(values, Settings.GRACE)),
        Collections.unmodifiableMap(effective),
        List.copyOf(ignoredVariables),
        List.copyOf(unusedSettings));
  }

  private static ListenConfig listen(Map<Setting<?>, Object> values) {
    return new ListenConfig(
        get(values, Settings.HOST),
        get(values, Settings.REST_PORT),
        get(values, Settings.GRPC_PORT),
        get(values, Settings.ALLOW_INSECURE_BIND));
  }

  private static ListenConfig requireKey(ListenConfig listen, SecurityConfig security) {
    listen.requireKey(security);
    return listen;
  }

  private SecurityConfig security(Map<Setting<?>, Object> values) {
    return new SecurityConfig(
        key(values, Settings.ADMIN_KEY, Settings.ADMIN_KEY_FILE),
        key(values, Settings.METRICS_KEY, Settings.METRICS_KEY_FILE),
        key(values, Settings.API_KEY, Settings.API_KEY_FILE),
        key(values, Settings.READ_ONLY_API_KEY, Settings.READ_ONLY_API_KEY_FILE));
  }

  private static TlsConfig tls(Map<Setting<?>, Object> values) {
    return new TlsConfig(
        get(values, Settings.TLS_CERTIFICATE),
        get(values, Settings.TLS_KEY),
        get(values, Settings.TLS_CLIENT_AUTHORITIES),
        get(values, Settings.TLS_RELOAD));
  }

  /** Takes a key from its setting or from a file; what a file holds is never told. */
  private Optional<ApiKey> key(
      Map<Setting<?>, Object> values,
      Setting<Optional<ApiKey>> setting,
      Setting<Optional<Path>> fileSetting) {
    Optional<ApiKey> key = get(values, setting);
    Optional<Path> file = get(values, fileSetting);
    if (file.isEmpty()) {
      return key;
    }
    if (key.isPresent()) {
      problems.add(setting.key() + " and " + fileSetting.key() + " are both set: choose one");
      return key;
    }
    String where = fileSetting.key() + " is '" + file.get() + "', ";
    try {
      return Optional.of(ApiKey.of(Files.readString(file.get()).strip()));
    } catch (IllegalArgumentException e) {
      problems.add(where + "whose content is not a key: " + e.getMessage());
    } catch (IOException e) {
      problems.add(
          where + "which cannot be read (" + e.getClass().getSimpleName() + "): check that it is"
              + " there, and that the server's user may read it");
    }
    return Optional.empty();
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
        get(values, Settings.BODY_BYTES_TOTAL)
            .orElseGet(() -> partOfHeap(get(values, Settings.BODY_BYTES))),
        get(values, Settings.MAX_RESULTS),
        get(values, Settings.MAX_EF),
        get(values, Settings.MAX_BATCH_POINTS),
        get(values, Settings.MAX_FILTER_CONDITIONS),
        get(values, Settings.MAX_FILTER_DEPTH),
        Math.toIntExact(get(values, Settings.MAX_PAYLOAD_BYTES)),
        get(values, Settings.PENDING_BYTES),
        get(values, Settings.RECENT_BYTES),
        get(values, Settings.RECENT_POINTS),
        get(values, Settings.LOG_BYTES),
        get(values, Settings.SEARCH_THREADS),
        get(values, Settings.SEARCH_QUEUE),
        get(values, Settings.CONCURRENT_WRITES),
        get(values, Settings.WRITE_QUEUE),
        get(values, Settings.CONCURRENT_SNAPSHOTS),
        get(values, Settings.SNAPSHOT_QUEUE),
        get(values, Settings.QUEUE_TIME),
        get(values, Settings.OVERLOAD_QUEUE_TIME),
        get(values, Settings.REQUEST_TIMEOUT));
  }

  /** What requests may hold where nobody says it: not so much that nothing is left for the rest. */
  private static long partOfHeap(long oneBody) {
    return Math.max(oneBody, Runtime.getRuntime().maxMemory() / HEAP_PARTS);
  }

  private static Object readDefault(Setting<?> setting) {
    return setting.reader().apply(setting.defaultText());
  }

  @SuppressWarnings("unchecked") // values are what the setting's own reader returned
  private static <T> T get(Map<Setting<?>, Object> values, Setting<T> setting) {
    return (T) Objects.requireNonNull(values.get(setting));
  }
}
