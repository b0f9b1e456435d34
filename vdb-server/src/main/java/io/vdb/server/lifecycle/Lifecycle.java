package io.vdb.server.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts components in order and stops them in reverse order. Safe for concurrent use. */
public final class Lifecycle implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Object lock = new Object();
  private final List<Component> components;
  private final Deque<Component> started = new ArrayDeque<>();

  /** A lifecycle of these components; nothing is started yet. */
  public Lifecycle(List<Component> components) {
    this.components = List.copyOf(components);
  }

  /**
   * Starts all of them. When one fails, those before it are stopped and the failure is thrown, with
   * failures to stop as suppressed ones.
   */
  public void start() {
    synchronized (lock) {
      for (Component component : components) {
        try {
          component.start();
        } catch (RuntimeException | Error e) {
          if (!started.isEmpty()) { // otherwise logging itself is not set up
            log.error("could not start {}", component.name(), e);
          }
          try {
            close();
          } catch (RuntimeException alsoFailed) {
            e.addSuppressed(alsoFailed);
          }
          throw e;
        }
        started.push(component);
        log.debug("started {}", component.name());
      }
    }
  }

  /** Stops what was started. Idempotent; a second caller waits for the first. */
  @Override
  public void close() {
    synchronized (lock) {
      RuntimeException failure = null;
      while (!started.isEmpty()) {
        Component component = started.pop();
        try {
          component.stop();
          log.debug("stopped {}", component.name());
        } catch (RuntimeException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }
}
