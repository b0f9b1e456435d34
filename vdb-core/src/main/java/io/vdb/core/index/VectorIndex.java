package io.vdb.core.index;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An index in a folder. {@link #apply} and {@link #commit} are called by one thread at a time; the
 * rest is safe for concurrent use.
 */
public interface VectorIndex extends AutoCloseable {

  /** Returns the sequence number that the last commit carries, 0 when there was none. */
  long committedSequence();

  /** Returns the latest snapshot; the caller closes it. */
  IndexSnapshot snapshot() throws IOException;

  /**
   * Applies changes; on return {@link #snapshot} shows them, and carries {@code sequence}.
   *
   * @param changes at most one for an ordinal, in any order
   * @param sequence number of the last operation whose changes are contained
   */
  void apply(List<IndexChange> changes, long sequence) throws IOException;

  /**
   * Makes everything applied so far survive a crash, as one step: afterwards the index opens with
   * all of it, before with none of it.
   *
   * @return the sequence number that the commit carries
   */
  long commit() throws IOException;

  /**
   * Holds the last commit. Another folder with copies of its files under the same names opens as an
   * index with the same content, sequence number included. Returns soon, also while a commit goes on.
   */
  CommittedFiles committedFiles() throws IOException;

  /**
   * Says that no writes have come for a while, so that merging may go further than it does under
   * load. Returns at once.
   */
  void optimize();

  /**
   * Takes over what it is for from now on. Parameters of graphs are those of graphs that are built
   * from now on; those that are there stay as they are. What it holds of vectors that there are no
   * more is not shown by later snapshots, and goes with merges. Called by the thread that applies
   * changes, or while the vectors stay the same.
   *
   * @param spec where a vector differs from one of the same name, it is since another time
   */
  default void configure(IndexSpec spec) {}

  /**
   * Says which texts are to be found by their words, instead of what was said before. Points that are
   * put from now on are indexed so, and others by {@link #indexMissingWords}; answers are the same
   * with and without. Returns at once.
   */
  default void indexWords(Set<WordField> fields) {}

  /** Returns how many points lack words that are to be indexed. Cheap while nothing changes. */
  default long pointsWithoutWords() {
    return 0;
  }

  /**
   * Indexes the words of some points that lack them; on return {@link #snapshot} shows them, with the
   * sequence number of before. Called by the thread that applies changes.
   *
   * @param most how many points at most
   * @return how many it was
   */
  default int indexMissingWords(int most) throws IOException {
    return 0;
  }

  /** Begins to look whether what it keeps is whole; nothing where it cannot look. */
  default Optional<IndexInspection> inspect() throws IOException {
    return Optional.empty();
  }

  /** Returns the state of now. Cheap. */
  IndexStats stats();

  /** Ends background work and releases everything, without a commit. Idempotent. */
  @Override
  void close() throws IOException;
}
