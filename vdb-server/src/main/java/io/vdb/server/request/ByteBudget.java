package io.vdb.server.request;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what all request bodies, and all answers that clients have not taken yet, may take of the
 * memory together. Safe for concurrent use.
 */
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

  /** Tells whether bytes could be taken now. */
  public boolean hasRoom(long bytes) {
    return taken.get() + bytes <= limit;
  }

  /** Returns how many bytes are taken. */
  public long taken() {
    return taken.get();
  }

  /** Takes bytes whether or not there are enough left. */
  void add(long bytes) {
    taken.addAndGet(bytes);
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
