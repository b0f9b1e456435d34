package io.vdb.server.request;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds what all request bodies together may take of the memory. Safe for concurrent use. */
public final class ByteBudget {

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /** A budget of so many bytes. */
  public ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Takes bytes; false, and nothing taken, when there are not enough left. */
  public boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= limit) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
