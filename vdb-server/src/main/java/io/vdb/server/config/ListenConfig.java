package io.vdb.server.config;

/**
 * Where the server listens.
 *
 * @param host address to bind; a literal address or {@code localhost}
 * @param restPort port for REST, 0 takes a free one
 * @param grpcPort port for gRPC, 0 takes a free one
 * @param allowInsecureBind whether an address other than loopback may be bound without a key for the API
 */
public record ListenConfig(String host, int restPort, int grpcPort, boolean allowInsecureBind) {

  /** Refuses what cannot be an address. */
  public ListenConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("vdb.host must not be empty");
    }
    if (restPort != 0 && restPort == grpcPort) {
      throw new IllegalArgumentException(
          "vdb.rest-port and vdb.grpc-port are both " + restPort + ": choose two ports");
    }
  }

  /**
   * Refuses an address that other machines reach, unless they need a key or that is explicitly
   * allowed.
   */
  void requireKey(SecurityConfig security) {
    if (!loopbackOnly() && !allowInsecureBind && !security.guardsApi()) {
      throw new IllegalArgumentException(
          "vdb.host is "
              + host
              + ", which other machines may reach, and there is no key: set vdb.security.api-key"
              + " (VDB_SECURITY_API_KEY), bind 127.0.0.1, or accept the risk with"
              + " --allow-insecure-bind (vdb.allow-insecure-bind: true,"
              + " VDB_ALLOW_INSECURE_BIND=true)");
    }
  }

  /** Tells whether only this machine reaches the server. */
  public boolean loopbackOnly() {
    return isLoopback(host);
  }

  /** Decided by the text alone: a name that needs a resolver is not taken for loopback. */
  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }
}
