package io.vdb.core.index;

/** A set of ordinals that does not change while it is used. Safe for concurrent reading. */
public interface OrdinalSet {

  /** Tells whether the ordinal is in the set. Called once for each visited node; must be cheap. */
  boolean contains(int ordinal);

  /** Returns how many ordinals are in the set, or an upper bound of it. */
  int cardinality();
}
