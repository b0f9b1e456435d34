package io.vdb.index.lucene;

import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.VectorConfig;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsWriter;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.store.IOContext;
import org.jspecify.annotations.Nullable;

/**
 * Vectors with a graph where it pays: a flush writes plain vectors, so that loading is fast,
 * and a merge builds the graph when the new segment is large enough.
 */
final class GraphVectorsFormat extends KnnVectorsFormat {

  private static final String GRAPH_ATTRIBUTE = "vdb.graph";
  private static final String NO_GRAPH = "none";
  private static final String FILE_FORMAT = "Lucene99HnswVectorsFormat";

  /** Dimensions that Lucene sees: where components take two bytes, it is one for each byte. */
  private static final int MAX_BYTES = Short.BYTES * VectorConfig.MAX_SIZE;

  private final KnnVectorsFormat flat;
  private final KnnVectorsFormat graph;
  private final int flatLimit;

  /**
   * A format.
   *
   * @param links what compares vectors while they are linked; Lucene itself when absent
   * @param flatLimit segments of so many points or fewer carry no graph
   * @param builders threads that help to build a graph; none when the merging thread is alone
   * @param threads threads that build one graph together, the merging one included
   */
  GraphVectorsFormat(
      HnswConfig hnsw,
      @Nullable FlatVectorsScorer links,
      int flatLimit,
      @Nullable ExecutorService builders,
      int threads) {
    super(FILE_FORMAT);
    this.flatLimit = flatLimit;
    this.flat = new Lucene99HnswVectorsFormat(16, 100, 1, null, Integer.MAX_VALUE);
    if (!hnsw.hasGraph()) {
      this.graph = flat;
    } else if (links != null) {
      this.graph = new LinkedGraphs(hnsw, links, builders, threads);
    } else {
      this.graph =
          builders == null
              ? new Lucene99HnswVectorsFormat(hnsw.m(), hnsw.efConstruct(), 1, null, 0)
              : new Lucene99HnswVectorsFormat(
                  hnsw.m(), hnsw.efConstruct(), threads, builders, 0);
    }
  }

  /** Tells whether the segment is as large as those with graphs; it has them unless none were wanted. */
  static boolean hasGraph(SegmentInfo segment) {
    return segment.getAttribute(GRAPH_ATTRIBUTE) != null;
  }

  /**
   * Tells whether the segment has the graphs that it ought to.
   *
   * @param wanted whether any vector is to have one
   */
  static boolean hasGraph(SegmentInfo segment, boolean wanted) {
    String graph = segment.getAttribute(GRAPH_ATTRIBUTE);
    return graph != null && !(wanted && graph.equals(NO_GRAPH));
  }

  /**
   * Notes in a segment that a merge has written whether it has graphs.
   *
   * @param wanted whether any vector is to have one
   */
  static void mark(SegmentInfo segment, int flatLimit, boolean wanted) {
    if (segment.maxDoc() > flatLimit) {
      segment.putAttribute(GRAPH_ATTRIBUTE, wanted ? "hnsw" : NO_GRAPH);
    }
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return state.context.context() == IOContext.Context.MERGE
            && state.segmentInfo.maxDoc() > flatLimit
        ? graph.fieldsWriter(state)
        : flat.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return flat.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return MAX_BYTES;
  }

  /** The same files as Lucene's, with graphs by our comparison. Only written. */
  private static final class LinkedGraphs extends KnnVectorsFormat {
    private final FlatVectorsFormat vectors;
    private final HnswConfig hnsw;
    private final @Nullable TaskExecutor builders;
    private final int threads;

    LinkedGraphs(
        HnswConfig hnsw,
        FlatVectorsScorer links,
        @Nullable ExecutorService builders,
        int threads) {
      super(FILE_FORMAT);
      this.vectors = new Lucene99FlatVectorsFormat(links);
      this.hnsw = hnsw;
      this.builders = builders == null ? null : new TaskExecutor(builders);
      this.threads = builders == null ? 1 : threads;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return new Lucene99HnswVectorsWriter(
          state,
          hnsw.m(),
          hnsw.efConstruct(),
          vectors,
          vectors.fieldsWriter(state),
          threads,
          builders,
          0);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) {
      throw new UnsupportedOperationException("read as Lucene's own format");
    }

    @Override
    public int getMaxDimensions(String field) {
      return MAX_BYTES;
    }
  }
}
