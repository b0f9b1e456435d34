package io.vdb.server.cli;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts a server in this process. */
@FunctionalInterface
interface ServerLauncher {

  /**
   * Returns when the server answers.
   *
   * @param file configuration file, or null for none
   * @param environment variables that may hold settings
   * @param overrides settings by full key, which win over both
   */
  Running start(
      @Nullable Path file, Map<String, String> environment, Map<String, String> overrides);

  /** A server that answers. */
  interface Running extends AutoCloseable {
    /** Returns the address of the REST front. */
    URI restUri();

    /** Returns the address of the gRPC front. */
    InetSocketAddress grpcAddress();

    /** Finishes what was begun and makes it durable. Idempotent. */
    @Override
    void close();
  }
}
