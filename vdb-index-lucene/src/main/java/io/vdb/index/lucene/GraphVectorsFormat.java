package io.vdb.index.lucene;

import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.HnswConfig;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.store.IOContext;
import org.jspecify.annotations.Nullable;

/**
 * Float vectors with a graph where it pays: a flush writes plain vectors, so that loading is fast,
 * and a merge builds the graph when the new segment is large enough. The segment remembers whether
 * it has one, so that merging can be planned without opening it.
 */
final class GraphVectorsFormat extends KnnVectorsFormat {

  private static final String GRAPH_ATTRIBUTE = "vdb.graph";
  private static final String FILE_FORMAT = "Lucene99HnswVectorsFormat";

  private final KnnVectorsFormat flat;
  private final KnnVectorsFormat graph;
  private final int flatLimit;

  /**
   * A format.
   *
   * @param flatLimit segments of so many vectors or fewer carry no graph
   * @param builders threads that help to build a graph; none when the merging thread is alone
   * @param threads threads that build one graph together, the merging one included
   */
  GraphVectorsFormat(
      HnswConfig hnsw, int flatLimit, @Nullable ExecutorService builders, int threads) {
    super(FILE_FORMAT);
    this.flatLimit = flatLimit;
    this.flat =
        new Lucene99HnswVectorsFormat(
            hnsw.m(), hnsw.efConstruct(), 1, null, Integer.MAX_VALUE);
    this.graph =
        builders == null
            ? new Lucene99HnswVectorsFormat(hnsw.m(), hnsw.efConstruct(), 1, null, 0)
            : new Lucene99HnswVectorsFormat(
                hnsw.m(), hnsw.efConstruct(), threads, builders, 0);
  }

  /** Tells whether the segment has a graph. */
  static boolean hasGraph(SegmentInfo segment) {
    return segment.getAttribute(GRAPH_ATTRIBUTE) != null;
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    if (state.context.context() == IOContext.Context.MERGE
        && state.segmentInfo.maxDoc() > flatLimit) {
      state.segmentInfo.putAttribute(GRAPH_ATTRIBUTE, "hnsw");
      return graph.fieldsWriter(state);
    }
    return flat.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return flat.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return CollectionConfig.MAX_SIZE;
  }
}
