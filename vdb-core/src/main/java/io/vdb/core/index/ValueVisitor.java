package io.vdb.core.index;

import java.io.IOException;

/** Receives the values that points have at a field. */
@FunctionalInterface
public interface ValueVisitor {

  /**
   * Takes a value.
   *
   * @param value a {@link String}, {@link Long}, {@link Double} or {@link Boolean}
   * @param holders the accepted points that have it, each of them once; of use until this returns, and
   *     need not be walked to the end
   */
  void value(Object value, Holders holders) throws IOException;
}
