package io.vdb.server.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * Runs something that is closed properly when the process is told to stop.
 *
 * <p>A signal makes Java run its shutdown hooks while the other threads go on. The hook here closes
 * what was started, however far the body has come, and ends the process with exit code 0.
 */
final class Lifetime<T extends AutoCloseable> {

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Terminal terminal;
  private final CompletableFuture<T> started = new CompletableFuture<>();
  private volatile boolean stopping;

  Lifetime(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Makes the thing that is to be closed. */
  @FunctionalInterface
  interface Start<T> {
    /** Starts; what it throws reaches the caller of {@link #run}. */
    T start() throws Exception;
  }

  /** Uses it. */
  @FunctionalInterface
  interface Body<T> {
    /** Works until it is done; a signal may close the thing meanwhile. */
    void use(T thing) throws Exception;
  }

  /** Starts, uses and closes. Does not return when a signal ends the process. */
  void run(Start<T> start, Body<T> body) throws Exception {
    Thread hook = new Thread(this::stop, "vdb-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      T thing = startOrTell(start);
      try {
        body.use(thing);
      } finally {
        if (!stopping) {
          thing.close();
        }
      }
    } catch (Exception e) {
      if (stopping && !started.isCompletedExceptionally()) {
        waitForever(); // it failed because it is being closed
      }
      throw e;
    } finally {
      forget(hook);
    }
  }

  private void forget(Thread hook) throws InterruptedException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      waitForever(); // a signal came: the hook ends the process
    }
  }

  /** Blocks until the process ends. */
  static void waitForever() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  private T startOrTell(Start<T> start) throws Exception {
    try {
      T thing = start.start();
      started.complete(thing);
      return thing;
    } catch (Exception e) {
      started.completeExceptionally(e);
      throw e;
    }
  }

  private void stop() {
    stopping = true;
    int code = ExitCodes.OK;
    String failure = "";
    try {
      started.get().close();
    } catch (ExecutionException e) {
      code = ExitCodes.FAILURE; // it never started, and the main thread says why
    } catch (Exception e) {
      failure = "vdb: could not stop properly: " + e + System.lineSeparator();
      code = ExitCodes.FAILURE;
    }
    sayLast(failure);
    Runtime.getRuntime().halt(code);
  }

  /** Waits only so long: whoever reads may have stalled, and the process ends all the same. */
  private void sayLast(String failure) {
    Thread saying =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  terminal.out().flush();
                  terminal.err().print(failure);
                  terminal.err().flush();
                });
    try {
      boolean _ = saying.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
