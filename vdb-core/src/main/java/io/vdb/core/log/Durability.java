package io.vdb.core.log;

import java.time.Duration;

/**
 * When appended records are flushed to the disk.
 *
 * @param maxLoss how much time's worth of acknowledged writes a power loss may cost: all that were
 *     acknowledged longer ago when the last one was are on the disk. Zero means that every append is
 *     flushed before it returns
 */
public record Durability(Duration maxLoss) {

  /** Every acknowledged write survives power loss. */
  public static final Durability SYNC = new Durability(Duration.ZERO);

  /** Checks the range. */
  public Durability {
    if (maxLoss.isNegative()) {
      throw new IllegalArgumentException("maxLoss must not be negative: " + maxLoss);
    }
  }

  /** Flushes in the background at least this often. */
  public static Durability async(Duration maxLoss) {
    return new Durability(maxLoss);
  }

  /** Tells whether every append is flushed before it returns. */
  public boolean isSync() {
    return maxLoss.isZero();
  }
}
