package io.vdb.core.engine;

/**
 * Is told which collections there are, one event after the other: of each collection first that it
 * is there, then that it is not, and never of two of the same name at once. Must return quickly.
 */
interface CollectionListener {

  /** A collection can be used from now on. */
  void opened(Collection collection);

  /** A collection was deleted. */
  void removed(Collection collection);
}
