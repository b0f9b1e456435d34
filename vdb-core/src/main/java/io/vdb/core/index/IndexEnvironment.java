package io.vdb.core.index;

import io.vdb.observability.spi.Observability;

/**
 * What an index gets from its host.
 *
 * @param name name of the collection, for thread names and log lines
 * @param threads cores that background work such as merging may use at once, at least 1
 * @param snapshotChanged to be called, from any thread and holding no lock, when background work has
 *     made {@link VectorIndex#snapshot} return something cheaper to search than before; in the
 *     context of that work, so that what follows from it is known to belong to it
 * @param observability where the index records what only it can measure; not closed by the index
 * @param merges to be told of every merge in the background
 */
public record IndexEnvironment(
    String name,
    int threads,
    Runnable snapshotChanged,
    Observability observability,
    MergeListener merges) {

  /** The same, with merges that nobody measures. */
  public IndexEnvironment(
      String name, int threads, Runnable snapshotChanged, Observability observability) {
    this(name, threads, snapshotChanged, observability, MergeListener.NONE);
  }

  /** The same, measuring nothing. */
  public IndexEnvironment(String name, int threads, Runnable snapshotChanged) {
    this(name, threads, snapshotChanged, Observability.noop());
  }
}
