package io.vdb.core.index;

import io.vdb.observability.spi.Observability;

/**
 * What an index gets from its host.
 *
 * @param name name of the collection, for thread names and log lines
 * @param threads cores that background work such as merging may use at once, at least 1
 * @param snapshotChanged to be called, from any thread and holding no lock, when background work has
 *     made {@link VectorIndex#snapshot} return something cheaper to search than before
 * @param observability where the index records what it measures; not closed by the index
 */
public record IndexEnvironment(
    String name, int threads, Runnable snapshotChanged, Observability observability) {

  /** The same, measuring nothing. */
  public IndexEnvironment(String name, int threads, Runnable snapshotChanged) {
    this(name, threads, snapshotChanged, Observability.noop());
  }
}
