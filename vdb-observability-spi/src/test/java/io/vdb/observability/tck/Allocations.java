package io.vdb.observability.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Tells whether an action allocates, from what the JVM counts for the calling thread. */
final class Allocations {

  private static final int TIMES = 20_000;

  private Allocations() {}

  /** Fails when the action allocates each time; what happens once, such as compiling, is let by. */
  static void assertNone(Runnable action) {
    repeat(action); // loads classes and compiles
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    repeat(action);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;

    // An allocation each time would be 16 bytes or more each time.
    assertThat(bytes).as("bytes allocated by %d recordings", TIMES).isLessThan(2 * TIMES);
  }

  private static void repeat(Runnable action) {
    for (int i = 0; i < TIMES; i++) {
      action.run();
    }
  }
}
