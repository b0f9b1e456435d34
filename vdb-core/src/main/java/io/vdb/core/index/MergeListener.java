package io.vdb.core.index;

import io.vdb.observability.spi.Context;

/**
 * Is told of the merges that an index runs in the background, so that each is measured once and in
 * one place. Safe for concurrent use; never throws, never blocks.
 */
public interface MergeListener {

  /** Measures nothing; merges run in the context of what caused them. */
  MergeListener NONE = (cause, segments, graph) -> new UnobservedMerge(cause);

  /**
   * A merge begins, on the calling thread.
   *
   * @param cause what made it necessary: the context of the latest change of the index
   * @param segments how many segments become one
   * @param graph whether a graph is built, rather than documents only moved together
   * @return to be told how it ended
   */
  Merge began(Context cause, int segments, boolean graph);

  /** One merge. Exactly one of the methods that end it is called, in its {@link #context}. */
  interface Merge {

    /** Returns what the merge runs in, so that its log lines say what it belongs to. */
    Context context();

    /**
     * It is done.
     *
     * @param points in the new segment
     * @param bytes of the segments that became one, on disk
     */
    void succeeded(long points, long bytes);

    /** It failed; the segments stay as they were. */
    void failed(Throwable cause);

    /** It was given up because the index is being closed. */
    void cancelled();
  }
}
