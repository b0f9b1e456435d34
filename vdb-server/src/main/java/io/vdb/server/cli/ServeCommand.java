package io.vdb.server.cli;

import io.vdb.server.AddressText;
import io.vdb.server.BuildInfo;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a server until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Run a server until SIGTERM or Ctrl-C.",
      "",
      "Options win over VDB_* variables, variables over the configuration file. When it answers, it"
          + " prints one line with both addresses; logs go to standard error."
    },
    footer = {
      "",
      "Examples:",
      "  vdb serve --data /var/lib/vdb",
      "  vdb serve --data /var/lib/vdb --rest-port 0 --grpc-port 0    take free ports",
      "  vdb serve --config /etc/vdb/vdb.yaml",
      "  VDB_LOG_FORMAT=text vdb serve"
    })
final class ServeCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final ServerLauncher launcher;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds all data; created when missing (default: vdb-data).")
  private @Nullable String data;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (default: 127.0.0.1).")
  private @Nullable String host;

  @Option(
      names = "--rest-port",
      paramLabel = "N",
      description = "Port of the REST front, 0 takes a free one (default: 6333).")
  private @Nullable String restPort;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      description = "Port of the gRPC front, 0 takes a free one (default: 6334).")
  private @Nullable String grpcPort;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration in YAML (default: VDB_CONFIG, or conf/vdb.yaml of the distribution).")
  private @Nullable Path config;

  @Option(
      names = "--allow-insecure-bind",
      description = "Listen on an address that other machines reach, without access control.")
  private boolean allowInsecureBind;

  ServeCommand(Terminal terminal, ServerLauncher launcher) {
    this.terminal = terminal;
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws Exception {
    Path file = ConfigFiles.choose(config, terminal.environment());
    Map<String, String> overrides = overrides();
    new Lifetime<ServerLauncher.Running>(terminal)
        .run(
            () -> launcher.start(file, terminal.environment(), overrides),
            server -> {
              InetSocketAddress grpc = server.grpcAddress();
              terminal
                  .out()
                  .printf(
                      "vdb %s ready: rest=%s grpc=%s%n",
                      BuildInfo.load().version(), server.restUri(), AddressText.of(grpc));
              terminal.out().flush();
              Lifetime.waitForever();
            });
    return ExitCodes.OK;
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    put(overrides, "vdb.data", data);
    put(overrides, "vdb.host", host);
    put(overrides, "vdb.rest-port", restPort);
    put(overrides, "vdb.grpc-port", grpcPort);
    put(overrides, "vdb.allow-insecure-bind", allowInsecureBind ? "true" : null);
    return overrides;
  }

  private static void put(Map<String, String> overrides, String key, @Nullable String value) {
    if (value != null) {
      overrides.put(key, value);
    }
  }
}
