package io.vdb.core.index;

/**
 * Sizes of the files of an index, in bytes.
 *
 * @param graphBytes graphs over vectors
 * @param vectorBytes the vectors themselves
 * @param payloadBytes payloads, and everything else that is neither graph nor vector
 * @param mappedBytes how much of all that is mapped into memory
 */
public record IndexSizes(
    long graphBytes, long vectorBytes, long payloadBytes, long mappedBytes) {

  /** No files. */
  public static final IndexSizes NONE = new IndexSizes(0, 0, 0, 0);

  /** Returns the size of all files. */
  public long bytes() {
    return graphBytes + vectorBytes + payloadBytes;
  }
}
