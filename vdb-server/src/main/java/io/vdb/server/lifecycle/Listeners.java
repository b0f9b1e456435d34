package io.vdb.server.lifecycle;

import com.linecorp.armeria.server.Server;
import io.vdb.server.StartupException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** Opens and closes listening sockets, and says clearly why one cannot be opened. */
public final class Listeners {

  private Listeners() {}

  /** Resolves a host without a port yet. */
  public static InetSocketAddress address(String host, int port) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new StartupException("vdb.host is " + host + ", which is not known here", null);
    }
    return address;
  }

  /**
   * Opens a listener.
   *
   * @param protocol what listens, as in {@code vdb.<protocol>-port}
   */
  public static InetSocketAddress start(Server server, InetSocketAddress wanted, String protocol) {
    try {
      server.start().join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartupException(
          "cannot listen on "
              + wanted.getHostString()
              + ":"
              + wanted.getPort()
              + " for "
              + protocol
              + " ("
              + cause.getMessage()
              + "): stop what uses the port, or choose another with --"
              + protocol
              + "-port, vdb."
              + protocol
              + "-port or VDB_"
              + protocol.toUpperCase(Locale.ROOT)
              + "_PORT",
          cause);
    }
    return Objects.requireNonNull(server.activePort()).localAddress();
  }

  /** Closes a listener; requests still under way are cut off. */
  public static void stop(Server server) {
    server.stop().join();
  }
}
