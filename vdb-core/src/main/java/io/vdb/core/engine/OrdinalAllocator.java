package io.vdb.core.engine;

import io.vdb.core.index.OrdinalBits;

/** Gives out the smallest free ordinals first, so that they stay dense. Confined to the writer. */
final class OrdinalAllocator {

  private final OrdinalBits used;
  private int firstFree;

  /** Starts with what the index uses; takes the set over. */
  OrdinalAllocator(OrdinalBits used) {
    this.used = used;
    this.firstFree = used.nextClear(0);
  }

  int allocate() {
    int ordinal = firstFree;
    used.set(ordinal);
    firstFree = used.nextClear(ordinal + 1);
    return ordinal;
  }

  void free(int ordinal) {
    used.clear(ordinal);
    firstFree = Math.min(firstFree, ordinal);
  }
}
