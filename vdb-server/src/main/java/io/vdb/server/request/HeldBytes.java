package io.vdb.server.request;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the body and the answer of one request take of the memory for all of them. Safe for concurrent
 * use.
 */
public final class HeldBytes {

  private static final AttributeKey<HeldBytes> KEY =
      AttributeKey.valueOf(HeldBytes.class, "KEY");

  /** Less than a connection takes anyway. */
  private static final long SMALL_ANSWER = 64 << 10;

  private final ByteBudget budget;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicInteger holders = new AtomicInteger(1);

  private HeldBytes(ByteBudget budget) {
    this.budget = budget;
  }

  /** Begins to count for a request. Whoever does releases it when the request is over. */
  public static HeldBytes begin(ServiceRequestContext ctx, ByteBudget budget) {
    HeldBytes held = new HeldBytes(budget);
    ctx.setAttr(KEY, held);
    return held;
  }

  /** Returns what the request's body takes. */
  public static HeldBytes of(ServiceRequestContext ctx) {
    HeldBytes held = ctx.attr(KEY);
    if (held == null) {
      throw new IllegalStateException("nobody counts the bytes of this request");
    }
    return held;
  }

  /** Tells whether there is room for a body that turned out to have so many bytes. */
  public boolean grow(long bytes) {
    return take(Math.max(0, bytes - taken.get()));
  }

  /** Takes bytes; false, and nothing taken, when there are not enough left. */
  public boolean take(long bytes) {
    if (!budget.take(bytes)) {
      return false;
    }
    taken.addAndGet(bytes);
    return true;
  }

  /**
   * Takes what the answer needs, until the client has it; false, and nothing taken, when a large answer
   * would be too much.
   *
   * @param read whether nothing has been changed, so that the request may as well be refused
   */
  public boolean answer(long bytes, boolean read) {
    if (read && bytes > SMALL_ANSWER) {
      return take(bytes);
    }
    budget.add(bytes);
    taken.addAndGet(bytes);
    return true;
  }

  /** Returns how many bytes are taken. */
  public long taken() {
    return taken.get();
  }

  /** Keeps the bytes for somebody who goes on when the request is over, and releases them too. */
  public void retain() {
    var _ = holders.incrementAndGet();
  }

  /** Gives back all that was taken, when nobody else holds it. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      budget.giveBack(taken.getAndSet(0));
    }
  }
}
