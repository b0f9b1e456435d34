package io.vdb.core.index;

/**
 * What an index gets from its host.
 *
 * @param name name of the collection, for thread names and log lines
 * @param threads cores that background work such as merging may use at once, at least 1
 * @param snapshotChanged to be called, from any thread and holding no lock, when background work has
 *     made {@link VectorIndex#snapshot} return something cheaper to search than before
 */
public record IndexEnvironment(String name, int threads, Runnable snapshotChanged) {}
