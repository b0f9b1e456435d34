package io.vdb.server.request;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says when it is time for a line about something that happens as often as others want. Safe for
 * concurrent use.
 */
final class SeldomLines {

  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final AtomicLong untold = new AtomicLong();
  private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

  /** Returns of how many a line has to tell, this one included; 0 when it is too early for one. */
  long happened() {
    long waiting = untold.incrementAndGet();
    long now = System.nanoTime();
    long due = nextLine.get();
    if (now - due < 0 || !nextLine.compareAndSet(due, now + QUIET_NANOS)) {
      return 0;
    }
    untold.addAndGet(-waiting);
    return waiting;
  }
}
