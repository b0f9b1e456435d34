package io.vdb.server.lifecycle;

import com.linecorp.armeria.server.Server;
import io.vdb.server.StartupException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens and closes listening sockets, and says clearly why one cannot be opened. */
public final class Listeners {

  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 10;

  /**
   * How long a connection stays open after its client was told to send no more. Short: a listener
   * closes when what was under way has ended, and what comes since then is refused.
   */
  public static final Duration DRAIN = Duration.ofMillis(100);

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

  /**
   * Closes a listener; requests still under way are cut off. Returns when the port is free and no
   * connection is left; the threads behind them idle for a moment longer.
   */
  public static void stop(Server server) {
    CompletableFuture<Void> stopped = server.stop();
    long deadline = System.nanoTime() + LONGEST_STOP.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        stopped.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        if (server.activePorts().isEmpty() && server.numConnections() == 0) {
          return;
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("a listener did not stop", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
