package io.vdb.it.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts servers for a test, shows what they logged when it fails, and ends those that still run.
 * Register it in a field: in a static one the servers live as long as the class.
 */
public final class Servers
    implements AfterTestExecutionCallback, AfterEachCallback, AfterAllCallback {

  private final boolean forClass;
  private final boolean computing;
  private final List<ServerProcess> started = new ArrayList<>();

  private Servers(boolean forClass, boolean computing) {
    this.forClass = forClass;
    this.computing = computing;
  }

  /** Servers that end with the test. */
  public static Servers forTest() {
    return new Servers(false, false);
  }

  /** Servers that end with the class. */
  public static Servers forClass() {
    return new Servers(true, false);
  }

  /** Returns the same for servers that compare so many vectors that it is worth compiling well. */
  public Servers computing() {
    return new Servers(forClass, true);
  }

  /** Starts a server and waits until it is ready. */
  public ServerProcess start(Path data, String... arguments)
      throws IOException, InterruptedException {
    return start(data, Map.of(), arguments);
  }

  /** Starts a server with further environment variables and waits until it is ready. */
  public ServerProcess start(Path data, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return startFrom(Distribution.home(), data, environment, arguments);
  }

  /** Starts a server of another folder than that of all tests. */
  public ServerProcess startFrom(
      Path home, Path data, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Map<String, String> variables = new HashMap<>(environment);
    variables.putIfAbsent("VDB_JAVA_OPTS", Distribution.javaOptions(home, computing));
    return added(ServerProcess.start(home, data, List.of(arguments), variables));
  }

  /** Starts a server whose log nobody reads until the latch opens. */
  public ServerProcess startUnread(
      Path data, Map<String, String> environment, CountDownLatch logIsRead)
      throws IOException, InterruptedException {
    return added(
        ServerProcess.start(Distribution.home(), data, List.of(), environment, logIsRead));
  }

  private ServerProcess added(ServerProcess server) {
    synchronized (started) {
      started.add(server);
    }
    return server;
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      for (ServerProcess server : started) {
        System.err.println(
            context.getDisplayName() + " failed; the last lines of the server " + server.rest()
                + ":\n" + server.logTail());
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    if (!forClass) {
      closeAll();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    closeAll();
  }

  private void closeAll() throws InterruptedException {
    for (ServerProcess server : started) {
      server.kill();
    }
    started.clear();
  }
}
