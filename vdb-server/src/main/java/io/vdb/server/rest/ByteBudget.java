package io.vdb.server.rest;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds what all request bodies together may take of the memory. Safe for concurrent use. */
final class ByteBudget {

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Takes bytes; false, and nothing taken, when there are not enough left. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= limit) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
