package io.vdb.it.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.opentest4j.TestAbortedException;

/**
 * One server for all classes that only need some server: each uses collections with names of its
 * own. They run one after the other, for some of them look at all that the server holds.
 */
public final class SharedServer implements BeforeAllCallback, AfterTestExecutionCallback {

  /** What a class that uses it has to lock. */
  public static final String LOCK = "the shared server";

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedServer.class);

  private @Nullable Running running;

  /** The server, closed with the last test of the run. */
  private record Running(ServerProcess process, RestClient client) implements AutoCloseable {

    static Running start() {
      try {
        ServerProcess process =
            ServerProcess.start(
                Distribution.home(),
                Distribution.freshFolder("shared-data"),
                List.of(),
                Map.of());
        return new Running(process, process.client());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while starting a server", e);
      }
    }

    @Override
    public void close() {
      client.close();
      process.destroy();
    }
  }

  /** Returns a client of it. */
  public RestClient client() {
    return running().client();
  }

  /** Returns the process. */
  public ServerProcess process() {
    return running().process();
  }

  private Running running() {
    if (running == null) {
      throw new IllegalStateException("register the extension in a static field");
    }
    return running;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLock lock = context.getRequiredTestClass().getAnnotation(ResourceLock.class);
    if (lock == null || !lock.value().equals(LOCK)) {
      throw new IllegalStateException(
          context.getDisplayName() + " lacks @ResourceLock(SharedServer.LOCK)");
    }
    running =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent("server", key -> Running.start(), Running.class);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    boolean failed =
        context
            .getExecutionException()
            .filter(cause -> !(cause instanceof TestAbortedException))
            .isPresent();
    if (failed) {
      System.err.println(
          context.getDisplayName() + " failed; the last lines of the server:\n"
              + running().process().logTail());
    }
  }
}
