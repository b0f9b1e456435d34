package io.vdb.server;

import io.vdb.core.health.Health;
import io.vdb.server.config.ServerConfig;
import io.vdb.server.wiring.Assembly;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. Safe for concurrent use. */
public final class VdbServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(VdbServer.class);

  private final Assembly assembly;
  private final URI restUri;
  private final InetSocketAddress grpcAddress;

  private VdbServer(Assembly assembly, String host, boolean tls) {
    this.assembly = assembly;
    this.restUri = uri(tls ? "https://" : "http://", reachable(assembly.rest().address(), host));
    this.grpcAddress = reachable(assembly.grpc().address(), host);
  }

  /**
   * Starts a server; it answers requests when this returns.
   *
   * @throws StartupException with one line that says what to do when it cannot start; nothing is
   *     left running
   */
  public static VdbServer start(ServerConfig config) {
    Assembly assembly = Assembly.of(config);
    assembly.lifecycle().start();
    VdbServer server = new VdbServer(assembly, config.listen().host(), config.tls().isOn());
    log.info("ready: REST at {}, gRPC at {}", server.restUri, AddressText.of(server.grpcAddress));
    return server;
  }

  /** Nobody can connect to "any address", but on this machine to its loopback address. */
  private static InetSocketAddress reachable(InetSocketAddress bound, String host) {
    if (!bound.getAddress().isAnyLocalAddress()) {
      return bound;
    }
    // By what was asked for: where both kinds of address are served, 0.0.0.0 is told as ::
    InetAddress loopback = InetAddress.ofLiteral(host.contains(":") ? "::1" : "127.0.0.1");
    return new InetSocketAddress(loopback, bound.getPort());
  }

  private static URI uri(String scheme, InetSocketAddress address) {
    return URI.create(scheme + AddressText.of(address));
  }

  /** Returns where REST is served, as this machine can reach it. */
  public URI restUri() {
    return restUri;
  }

  /** Returns where gRPC is served, as this machine can reach it. */
  public InetSocketAddress grpcAddress() {
    return grpcAddress;
  }

  /** Returns how the components of the database are; others may be added. */
  public Health health() {
    return assembly.database().database().health();
  }

  /**
   * Stops: refuses new requests, lets those under way finish for the configured time, flushes and
   * closes the database, then the backends. Idempotent; a second caller waits for the first.
   */
  @Override
  public void close() {
    log.info("stopping: no new requests, those under way are finished");
    assembly.lifecycle().close();
  }
}
