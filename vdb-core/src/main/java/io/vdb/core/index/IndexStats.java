package io.vdb.core.index;

/**
 * State of an index.
 *
 * @param segments segments that a search visits
 * @param mergingSegments those of them that are being merged
 * @param indexedVectors vectors that a graph holds
 * @param deletedVectors vectors that are deleted or replaced and not yet reclaimed
 * @param sizes of the current files
 * @param optimizing whether merging is running or due
 */
public record IndexStats(
    int segments,
    int mergingSegments,
    long indexedVectors,
    long deletedVectors,
    IndexSizes sizes,
    boolean optimizing) {

  /** The state of an index that is closed, or that keeps nothing on disk. */
  public static final IndexStats NONE = new IndexStats(0, 0, 0, 0, IndexSizes.NONE, false);

  /** Returns the size on disk of the current files. */
  public long bytes() {
    return sizes.bytes();
  }
}
