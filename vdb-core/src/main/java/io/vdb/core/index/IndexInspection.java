package io.vdb.core.index;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether what an index keeps is whole and makes sense. Reads only, and may take as long as
 * reading everything does. Confined to one thread; whoever got it closes it.
 *
 * <p>Each method tells of what is wrong and goes on; what it throws instead, such as an {@link
 * IOException}, means that it could not look any further.
 */
public interface IndexInspection extends AutoCloseable {

  /** Takes what a look finds. */
  interface Findings {

    /** How the finding begins that something cannot be read, which need not mean that it is damaged. */
    String UNREAD = "it cannot be read";

    /**
     * Something is wrong.
     *
     * @param file where, relative to the folder of the index; absent where it is in no single file
     * @param what is wrong, for people; no payloads and no components of vectors
     */
    void found(@Nullable String file, String what);

    /**
     * Something was looked at.
     *
     * @throws java.util.concurrent.CancellationException when nobody wants to know any more
     */
    void examined(long count);
  }

  /** Returns the sequence number that the last commit carries, 0 when there was none. */
  long committedSequence();

  /**
   * Reads every file of the last commit and compares its checksum.
   *
   * @return whether the index can be read, so that looking further makes sense
   */
  boolean verifyFiles(Findings findings) throws IOException;

  /** Looks whether as many points are held as ids are known, and each id leads to its point. */
  void verifyCounts(Findings findings) throws IOException;

  /** Looks whether every point has all of its parts, once. */
  void verifyOrphans(Findings findings) throws IOException;

  /** Looks whether all vectors are such as the index is for. */
  void verifyDimensions(Findings findings) throws IOException;

  /** Looks whether a search gets to the nodes of every graph. */
  void verifyGraphs(Findings findings) throws IOException;

  /** Returns what is looked at, for reading; the caller does not close it. */
  IndexSnapshot snapshot() throws IOException;

  @Override
  void close() throws IOException;
}
