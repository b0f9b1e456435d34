package io.vdb.core.index;

/**
 * State of an index.
 *
 * @param segments segments that a search visits
 * @param indexedVectors vectors that a graph holds
 * @param deletedVectors vectors that are deleted or replaced and not yet reclaimed
 * @param bytes size on disk of the current files
 * @param optimizing whether merging is running or due
 */
public record IndexStats(
    int segments, long indexedVectors, long deletedVectors, long bytes, boolean optimizing) {}
