package io.vdb.server.cli;

import io.vdb.server.VdbServer;
import io.vdb.server.config.ConfigLoader;
import io.vdb.server.config.ServerConfig;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts the real server. */
final class VdbServerLauncher {

  /** Variables that are for the launcher and this program, not settings of the server. */
  private static final Set<String> OWN_VARIABLES =
      Set.of(
          ConfigFiles.VARIABLE,
          Terminal.VERBOSE_VARIABLE,
          "VDB_HOME",
          "VDB_JAVA_HOME",
          "VDB_JAVA_OPTS");

  private VdbServerLauncher() {}

  static ServerLauncher.Running start(
      @Nullable Path file, Map<String, String> environment, Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>(environment);
    settings.keySet().removeAll(OWN_VARIABLES);
    ServerConfig config = ConfigLoader.load(file, settings, overrides);
    return new Started(VdbServer.start(config));
  }

  /** A server as the commands see it. */
  private record Started(VdbServer server) implements ServerLauncher.Running {

    @Override
    public URI restUri() {
      return server.restUri();
    }

    @Override
    public InetSocketAddress grpcAddress() {
      return server.grpcAddress();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
