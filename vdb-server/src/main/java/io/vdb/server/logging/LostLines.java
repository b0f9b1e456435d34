package io.vdb.server.logging;

import java.util.concurrent.atomic.LongAdder;

/** How many lines of the log never came out. Safe for concurrent use. */
final class LostLines {

  private final LongAdder dropped = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Counts a line for which there was no room. */
  void droppedOne() {
    dropped.increment();
  }

  /** Counts lines that could not be written. */
  void refused(long lines) {
    refused.add(lines);
  }

  /** Returns how many were dropped because lines came faster than they could be written. */
  long dropped() {
    return dropped.sum();
  }

  /** Returns how many could not be written, as on a full disk. */
  long refused() {
    return refused.sum();
  }
}
