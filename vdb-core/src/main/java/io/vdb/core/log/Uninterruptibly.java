package io.vdb.core.log;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs file operations that an interrupt must not break off. An interrupt closes the file channel
 * that the thread is using; the operation is then run again, and the interrupt flag is set at the
 * end for whoever cares.
 */
final class Uninterruptibly {

  /** An operation that can be repeated: it opens its channel itself, or again when it is closed. */
  @FunctionalInterface
  interface Operation {
    void run() throws IOException;
  }

  private Uninterruptibly() {}

  static void run(Operation operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      boolean done = false;
      while (!done) {
        try {
          operation.run();
          done = true;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
