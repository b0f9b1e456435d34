package io.vdb.core.engine;

import io.vdb.core.index.IndexSnapshot;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the users of an index snapshot and closes it after the last one. */
final class SharedSnapshot {

  private final IndexSnapshot snapshot;
  private final AtomicInteger users = new AtomicInteger(1);

  /** Starts with one user, who calls {@link #release} in the end. */
  SharedSnapshot(IndexSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  IndexSnapshot get() {
    return snapshot;
  }

  /** Adds a user, unless the last one has gone already. */
  boolean tryRetain() {
    int now = users.get();
    while (now > 0) {
      if (users.compareAndSet(now, now + 1)) {
        return true;
      }
      now = users.get();
    }
    return false;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      snapshot.close();
    }
  }
}
