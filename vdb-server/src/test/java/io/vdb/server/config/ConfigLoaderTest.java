package io.vdb.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.engine.Limits;
import io.vdb.core.log.Durability;
import io.vdb.server.security.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {

  @TempDir Path folder;

  private Path yaml(String text) throws IOException {
    return Files.writeString(folder.resolve("vdb.yaml"), text);
  }

  private static ListAssert<String> assertProblems(
      ThrowingCallable loading) {
    return assertThatThrownBy(loading)
        .asInstanceOf(InstanceOfAssertFactories.type(ConfigException.class))
        .extracting(ConfigException::problems, InstanceOfAssertFactories.list(String.class));
  }

  @Test
  void hasDefaults() {
    int cores = Runtime.getRuntime().availableProcessors();

    ServerConfig config = ServerConfig.defaults();

    assertThat(config.listen()).isEqualTo(new ListenConfig("127.0.0.1", 6333, 6334, false));
    assertThat(config.storage())
        .isEqualTo(
            new StorageConfig(
                Path.of("vdb-data"),
                Durability.SYNC,
                "lucene",
                cores,
                new SnapshotConfig(Path.of("vdb-data/snapshots"), List.of(), 1L << 40)));
    assertThat(config.observability())
        .isEqualTo(new ObservabilityConfig(
                "vdb", "development", List.of("prometheus", "otel"), Map.of(), 100));
    assertThat(config.log())
        .isEqualTo(new LogConfig(LogConfig.Level.INFO, LogConfig.Format.JSON, "stderr"));
    assertThat(config.slowQueries())
        .isEqualTo(new SlowQueryConfig(Duration.ofMillis(100), 1_000));
    assertThat(config.security())
        .isEqualTo(new SecurityConfig(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(config.shutdown()).isEqualTo(new ShutdownConfig(Duration.ofSeconds(30)));
    assertThat(config.limits())
        .isEqualTo(
            new LimitsConfig(
                32 << 20, Math.max(32 << 20, Runtime.getRuntime().maxMemory() / 8), 10_000, 10_000,
                100_000, 10_000, 32, 8 << 20, 64 << 20, 64 << 20, 10_000, 512 << 20, cores, 1_000,
                32 * cores, 1_000, 4, 16, Duration.ofSeconds(5), Duration.ofMillis(100),
                Duration.ofSeconds(60)));
  }

  @Test
  void takesKeysAndShowsThemNowhere() {
    ServerConfig config =
        ServerConfig.with(
            Map.of(
                "vdb.security.admin-key", "the-admin-key",
                "vdb.security.metrics-key", "the-metrics-key"));

    assertThat(config.security().adminKey()).isPresent();
    assertThat(config.security().metricsKey()).isPresent();
    assertThat(config.toString()).doesNotContain("the-admin-key", "the-metrics-key");
    assertThat(config.effective())
        .containsEntry("vdb.security.admin-key", "***")
        .containsEntry("vdb.security.metrics-key", "***");
    assertThat(ServerConfig.defaults().effective()).containsEntry("vdb.security.admin-key", "none");
  }

  @Test
  void doesNotQuoteAKeyThatIsNoKey() {
    assertProblems(
            () ->
                ConfigLoader.load(null, Map.of("VDB_SECURITY_ADMIN_KEY", "a secret"), Map.of()))
        .containsExactly(
            "environment: vdb.security.admin-key is '***', expected a key of 8 to 512 visible ASCII"
                + " characters without blanks");
  }

  @Test
  void takesKeysFromFilesAndShowsOnlyWhereTheyAre() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "the-key-in-a-file\n");

    ServerConfig config =
        ConfigLoader.load(
            null,
            Map.of("VDB_SECURITY_API_KEY_FILE", file.toString()),
            Map.of("vdb.security.read-only-api-key", "the-key-for-reading"));

    assertThat(config.security().apiKey().orElseThrow().isSameAs(ApiKey.of("the-key-in-a-file")))
        .isTrue();
    assertThat(config.security().readOnlyKey()).isPresent();
    assertThat(config.effective())
        .containsEntry("vdb.security.api-key-file", file.toString())
        .containsEntry("vdb.security.read-only-api-key", "***");
    assertThat(config.toString()).doesNotContain("the-key-in-a-file", "the-key-for-reading");
  }

  @Test
  void refusesKeysAndFilesThatCannotBe() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    Path absent = folder.resolve("absent");

    assertProblems(
            () ->
                ServerConfig.with(
                    Map.of(
                        "vdb.security.admin-key", "the-admin-key",
                        "vdb.security.admin-key-file", empty.toString(),
                        "vdb.security.api-key-file", empty.toString(),
                        "vdb.security.metrics-key-file", absent.toString())))
        .containsExactly(
            "vdb.security.admin-key and vdb.security.admin-key-file are both set: choose one",
            "vdb.security.metrics-key-file is '" + absent + "', which cannot be read"
                + " (NoSuchFileException): check that it is there, and that the server's user may"
                + " read it",
            "vdb.security.api-key-file is '" + empty + "', whose content is not a key: expected a"
                + " key of 8 to 512 visible ASCII characters without blanks");
  }

  @Test
  void refusesAKeyForReadingThatDoesMore() {
    assertProblems(
            () ->
                ServerConfig.with(
                    Map.of(
                        "vdb.security.api-key", "one-and-the-same",
                        "vdb.security.read-only-api-key", "one-and-the-same")))
        .singleElement()
        .asString()
        .contains("vdb.security.read-only-api-key", "vdb.security.api-key")
        .doesNotContain("one-and-the-same");
  }

  @Test
  void namesKeysThatAreShort() {
    assertThat(
            ServerConfig.with(
                    Map.of(
                        "vdb.security.api-key", "fifteen-letters",
                        "vdb.security.admin-key", "sixteen-letters!"))
                .security()
                .shortKeys())
        .containsExactly("vdb.security.api-key");
  }

  @Test
  void givesTheEngineItsOwnDefaults() {
    assertThat(ServerConfig.defaults().limits().forEngine()).isEqualTo(Limits.DEFAULT);
  }

  @Test
  void mapsEveryKey() throws IOException {
    ServerConfig config =
        ConfigLoader.load(
            yaml(
                """
                vdb:
                  data: /srv/data
                  host: 0.0.0.0
                  rest-port: 1
                  grpc-port: 2
                  allow-insecure-bind: true
                  durability: async
                  durability-max-loss: 1s
                  index: other
                  merge-threads: 3
                  service-name: s
                  environment: production
                  observability:
                    backends: [a, b]
                    collection-series: 17
                    settings:
                      a:
                        some-key: some text
                        deep:
                          key: 5
                  slow-queries:
                    threshold: 2s
                    kept: 18
                  log:
                    level: debug
                    levels: [io.vdb.server.requests=warn, x.y = error]
                    format: text
                    output: /tmp/x.log
                    max-file-size: 1MiB
                    max-files: 3
                  storage:
                    snapshots-path: /srv/snapshots
                    snapshot-sources: [/backup, /mnt]
                  limits:
                    body-bytes: 1MiB
                    body-bytes-total: 50MiB
                    snapshot-bytes: 5GiB
                    max-results: 4
                    max-ef: 5
                    max-batch-points: 6
                    max-filter-conditions: 7
                    max-filter-depth: 8
                    max-payload-bytes: 9kB
                    pending-bytes: 2MiB
                    recent-bytes: 3MiB
                    recent-points: 10
                    log-bytes: 4MiB
                    search-threads: 11
                    search-queue: 12
                    concurrent-writes: 13
                    write-queue: 14
                    concurrent-snapshots: 15
                    snapshot-queue: 16
                    queue-time: 17s
                    overload-queue-time: 18ms
                    request-timeout: 2m
                  shutdown:
                    grace: 0s
                """),
            Map.of(),
            Map.of());

    assertThat(config.listen()).isEqualTo(new ListenConfig("0.0.0.0", 1, 2, true));
    assertThat(config.storage())
        .isEqualTo(
            new StorageConfig(
                Path.of("/srv/data"),
                Durability.async(Duration.ofSeconds(1)),
                "other",
                3,
                new SnapshotConfig(
                    Path.of("/srv/snapshots"),
                    List.of(Path.of("/backup"), Path.of("/mnt")),
                    5L << 30)));
    assertThat(config.observability())
        .isEqualTo(
            new ObservabilityConfig(
                "s",
                "production",
                List.of("a", "b"),
                Map.of("a.some-key", "some text", "a.deep.key", "5"),
                17));
    assertThat(config.slowQueries()).isEqualTo(new SlowQueryConfig(Duration.ofSeconds(2), 18));
    assertThat(config.log())
        .isEqualTo(
            new LogConfig(
                LogConfig.Level.DEBUG,
                Map.of(
                    "io.vdb.server.requests", LogConfig.Level.WARN, "x.y", LogConfig.Level.ERROR),
                LogConfig.Format.TEXT,
                "/tmp/x.log",
                1 << 20,
                3));
    assertThat(config.shutdown()).isEqualTo(new ShutdownConfig(Duration.ZERO));
    assertThat(config.limits())
        .isEqualTo(
            new LimitsConfig(
                1 << 20, 50 << 20, 4, 5, 6, 7, 8, 9_000, 2 << 20, 3 << 20, 10, 4 << 20, 11, 12, 13,
                14, 15, 16, Duration.ofSeconds(17), Duration.ofMillis(18), Duration.ofMinutes(2)));
    assertThat(config.effective())
        .containsEntry("vdb.limits.body-bytes", "1MiB")
        .containsEntry("vdb.observability.settings.a.some-key", "***");
  }

  @Test
  void handsVariablesAndOptionsToTheBackendThatTheyName() throws IOException {
    Path file =
        yaml("vdb:\n  observability:\n    settings:\n      a-b:\n        c.d: file\n        e: file\n");

    ServerConfig config =
        ConfigLoader.load(
            file,
            Map.of(
                "VDB_OBSERVABILITY_BACKENDS", "a,a-b",
                "VDB_OBSERVABILITY_SETTINGS_A_B_C_D", "variable",
                "VDB_OBSERVABILITY_SETTINGS_A_B_E", "variable",
                "VDB_OBSERVABILITY_SETTINGS_A_NEW_KEY", "variable"),
            Map.of("vdb.observability.settings.a-b.e", "option"));

    assertThat(config.observability().settings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("a-b.c.d", "variable", "a-b.e", "option", "a.new-key", "variable"));
  }

  @Test
  void setsSettingsOfBackendsAsideThatAreNotChosenAndSaysWhich() throws IOException {
    Path file =
        yaml(
            """
            vdb:
              observability:
                backends: [prometheus]
                settings:
                  otel:
                    some-key: a
                  prometeus:
                    hotspot: b
                  prometheus:
                    hotspot: c
            """);

    ServerConfig config =
        ConfigLoader.load(
            file,
            Map.of("VDB_OBSERVABILITY_SETTINGS_OTEL_OTHER_KEY", "x"),
            Map.of("vdb.observability.settings.other.key", "x"));

    assertThat(config.unusedSettings())
        .containsExactlyInAnyOrder(
            "VDB_OBSERVABILITY_SETTINGS_OTEL_OTHER_KEY (environment)",
            "vdb.observability.settings.otel.some-key (" + file + " line 6)",
            "vdb.observability.settings.prometeus.hotspot ("
                + file
                + " line 8; did you mean prometheus?)",
            "vdb.observability.settings.other.key (command line)");
    assertThat(config.observability().settings()).containsOnly(Map.entry("prometheus.hotspot", "c"));
    assertThat(config.effective())
        .containsEntry("vdb.observability.settings.prometheus.hotspot", "***")
        .doesNotContainKey("vdb.observability.settings.otel.some-key");
  }

  @Test
  void keepsSettingsOfBackendsWhileThereIsNone() {
    ServerConfig config =
        ServerConfig.with(
            Map.of(
                "vdb.observability.backends", "none",
                "vdb.observability.settings.prometheus.hotspot", "false"));

    assertThat(config.observability().settings()).isEmpty();
    assertThat(config.unusedSettings())
        .containsExactly("vdb.observability.settings.prometheus.hotspot (command line)");
  }

  @Test
  void refusesASettingThatNamesNoKeyOfABackend() {
    assertProblems(
            () -> ServerConfig.with(Map.of("vdb.observability.settings.prometheus", "x")))
        .containsExactly(
            "command line: vdb.observability.settings.prometheus needs the name of a backend and"
                + " its key, such as vdb.observability.settings.prometheus.some-key");
  }

  @Test
  void refusesLevelsThatSayNothing() {
    assertProblems(() -> ServerConfig.with(Map.of("vdb.log.levels", "io.vdb")))
        .singleElement()
        .asString()
        .contains("io.vdb.server.requests=warn");
    assertProblems(() -> ServerConfig.with(Map.of("vdb.log.levels", "io.vdb=loud")))
        .singleElement()
        .asString()
        .contains("trace, debug, info, warn, error");
    assertProblems(() -> ServerConfig.with(Map.of("vdb.log.levels", "a=warn,a=info")))
        .singleElement()
        .asString()
        .contains("each logger once: a");
  }

  @Test
  void refusesLevelsAtWhichLibrariesMayQuoteKeysAndData() {
    for (String levels : List.of("io.netty=debug", "ROOT=trace", "io.vdbx=debug", "io=trace")) {
      assertProblems(() -> ServerConfig.with(Map.of("vdb.log.levels", levels)))
          .singleElement()
          .asString()
          .contains("vdb.log.levels", "at least info", "only io.vdb");
    }
    assertThat(
            ServerConfig.with(Map.of("vdb.log.levels", "io.vdb=trace,io.vdb.core=debug,io=info"))
                .log()
                .levels())
        .hasSize(3);
  }

  @Test
  void passesOverWhatKubernetesSetsForAServiceOfItsName() {
    Map<String, String> links =
        Map.of(
            "VDB_SERVICE_HOST", "10.0.0.11",
            "VDB_SERVICE_PORT", "6333",
            "VDB_SERVICE_PORT_REST", "6333",
            "VDB_PORT", "tcp://10.0.0.11:6333",
            "VDB_PORT_6333_TCP", "tcp://10.0.0.11:6333",
            "VDB_PORT_6333_TCP_PROTO", "tcp",
            "VDB_PORT_6333_TCP_PORT", "6333",
            "VDB_PORT_6333_TCP_ADDR", "10.0.0.11");

    assertThat(ConfigLoader.load(null, links, Map.of()).ignoredVariables())
        .containsExactlyInAnyOrderElementsOf(links.keySet());
  }

  @Test
  void takesNothingElseForAVariableOfKubernetes() {
    assertProblems(
            () ->
                ConfigLoader.load(
                    null,
                    Map.of(
                        "VDB_PORT", "6333",
                        "VDB_SERVICE_PORT", "http",
                        "VDB_SERVICE_HOSTS", "x",
                        "VDB_PORT_6333_TCP_SIZE", "x",
                        "VDB_PORTS", "x"),
                    Map.of()))
        .hasSize(5)
        .allMatch(problem -> problem.startsWith("environment: unknown variable VDB_"));
  }

  @Test
  void overridesWinOverVariablesAndVariablesOverTheFile() throws IOException {
    Path file = yaml("vdb:\n  rest-port: 1\n  grpc-port: 2\n  host: 127.0.0.2\n");

    ListenConfig listen =
        ConfigLoader.load(
                file,
                Map.of("VDB_REST_PORT", "10", "VDB_GRPC_PORT", "20", "PATH", "x"),
                Map.of("vdb.rest-port", "100"))
            .listen();

    assertThat(listen).isEqualTo(new ListenConfig("127.0.0.2", 100, 20, false));
  }

  @Test
  void readsNestedKeysAndListsFromVariables() {
    ObservabilityConfig observability =
        ConfigLoader.load(
                null,
                Map.of(
                    "VDB_OBSERVABILITY_BACKENDS", "a, b", "VDB_HOME", "/x", "VDB_TEST_DATA", "/y"),
                Map.of())
            .observability();

    assertThat(observability.backends()).containsExactly("a", "b");
  }

  @Test
  void reportsEveryProblemAtOnceWithItsPlace() throws IOException {
    Path file =
        yaml(
            """
            vdb:
              rest-prot: 1
              grpc-port: many
              host: a
              host: 127.0.0.1
              log:
                level: [info]
              limits: 5
            other: 1
            """);

    assertProblems(
            () ->
                ConfigLoader.load(
                    file,
                    Map.of("VDB_DATTA", "x", "VDB_SHUTDOWN_GRACE", "5"),
                    Map.of("vdb.nothing-like-this-at-all", "1", "vdb.durability", "maybe")))
        .containsExactlyInAnyOrder(
            file + " line 2: unknown key vdb.rest-prot; did you mean vdb.rest-port?",
            file + " line 5: vdb.host is given twice",
            file + " line 7: vdb.log.level takes one value, not a list",
            file + " line 8: unknown key vdb.limits",
            file + " line 9: unknown key other (settings are under vdb:)",
            "environment: unknown variable VDB_DATTA; did you mean VDB_DATA?",
            "command line: unknown key vdb.nothing-like-this-at-all",
            file + " line 3: vdb.grpc-port is 'many', expected a whole number from 0 to 65535",
            "environment: vdb.shutdown.grace is '5', expected a duration such as 200ms, 5s, 2m, 1h"
                + " or 1d",
            "command line: vdb.durability is 'maybe', expected sync or async");
  }

  @Test
  void reportsUnreadableYamlWithItsLine() throws IOException {
    Path file = yaml("vdb:\n  host: [\n");

    assertProblems(() -> ConfigLoader.load(file, Map.of(), Map.of()))
        .singleElement()
        .asString()
        .startsWith(file + " line ")
        .contains("not valid YAML");
  }

  @Test
  void reportsAFileThatIsNotThere() {
    assertProblems(() -> ConfigLoader.load(folder.resolve("none.yaml"), Map.of(), Map.of()))
        .singleElement()
        .asString()
        .contains("cannot be read");
  }

  @Test
  void takesAFileWithNothingInIt() throws IOException {
    assertThat(ConfigLoader.load(yaml("# vdb:\n"), Map.of(), Map.of()).listen().restPort())
        .isEqualTo(6333);
    assertThat(ConfigLoader.load(yaml("vdb:\n#  host: x\n"), Map.of(), Map.of()).listen().host())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void refusesAnAddressThatOthersReach() {
    assertProblems(() -> ServerConfig.with(Map.of("vdb.host", "0.0.0.0")))
        .singleElement()
        .asString()
        .contains("--allow-insecure-bind");
    assertThat(ServerConfig.with(Map.of("vdb.host", "::1")).listen().host()).isEqualTo("::1");
    assertThat(
            ServerConfig.with(
                    Map.of("vdb.host", "0.0.0.0", "vdb.security.api-key", "a-key-that-is-long"))
                .listen()
                .host())
        .isEqualTo("0.0.0.0");
  }

  @Test
  void refusesFilesForTlsThatNeedAnother() {
    assertProblems(() -> ServerConfig.with(Map.of("vdb.tls.cert-file", "cert.pem")))
        .containsExactly(
            "vdb.tls.cert-file and vdb.tls.key-file need each other: set both or none");
    assertProblems(() -> ServerConfig.with(Map.of("vdb.tls.client-ca-file", "ca.pem")))
        .containsExactly("vdb.tls.client-ca-file needs vdb.tls.cert-file and vdb.tls.key-file");
    assertThat(ServerConfig.defaults().compatibility()).isEqualTo(Compatibility.NONE);
    assertThat(ServerConfig.defaults().tls().isOn()).isFalse();
    assertThat(ServerConfig.defaults().tls().reloadInterval()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void refusesOnePortForTwo() {
    assertProblems(() -> ServerConfig.with(Map.of("vdb.rest-port", "6334")))
        .singleElement()
        .asString()
        .contains("choose two ports");
  }

  @Test
  void refusesATotalThatOneBodyDoesNotFit() {
    assertProblems(() -> ServerConfig.with(Map.of("vdb.limits.body-bytes-total", "1MiB")))
        .containsExactly("vdb.limits.body-bytes-total must be at least vdb.limits.body-bytes");
  }

  @Test
  void refusesSizesOutOfRange() {
    assertProblems(() -> ServerConfig.with(Map.of("vdb.limits.body-bytes", "2GiB")))
        .singleElement()
        .asString()
        .contains("expected a size from 1024B to 1073741824B");
  }
}
