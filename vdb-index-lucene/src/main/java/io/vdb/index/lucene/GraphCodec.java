package io.vdb.index.lucene;

import io.vdb.core.index.IndexSpec;
import io.vdb.core.model.HnswConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.SegmentInfoFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.jspecify.annotations.Nullable;

/**
 * Lucene's codec with our rule of which segments get graphs, and what each vector has of its own.
 *
 * <p>It carries the name of the codec that it wraps, because what it writes is what that one reads:
 * Lucene's own tools open such an index.
 */
final class GraphCodec extends FilterCodec {

  private final int flatLimit;
  private final @Nullable ExecutorService builders;
  private final int threads;
  private final KnnVectorsFormat perField;
  private final SegmentInfoFormat marking;
  private volatile Map<String, KnnVectorsFormat> byField;
  private volatile boolean graphsWanted;

  /** What tells formats apart; vectors that agree in it share one, and its files. */
  private record Kind(HnswConfig hnsw, @Nullable FlatVectorsScorer links) {}

  /**
   * A codec.
   *
   * @param flatLimit segments of so many points or fewer carry no graph
   * @param builders threads that help to build a graph; none when the merging thread is alone
   * @param threads threads that build one graph together, the merging one included
   */
  GraphCodec(IndexSpec spec, int flatLimit, @Nullable ExecutorService builders, int threads) {
    super(Codec.getDefault().getName(), Codec.getDefault());
    this.flatLimit = flatLimit;
    this.builders = builders;
    this.threads = threads;
    byField = formats(spec);
    graphsWanted = areGraphsWanted(spec);
    perField =
        new PerFieldKnnVectorsFormat() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            KnnVectorsFormat format = byField.get(field);
            if (format == null) {
              throw new IllegalArgumentException("the index is not built for the field " + field);
            }
            return format;
          }
        };
    marking = new Marking(Codec.getDefault().segmentInfoFormat());
  }

  /** Has graphs from now on be built with these parameters. */
  void configure(IndexSpec spec) {
    // A merge that began before may still write vectors that there are no more.
    Map<String, KnnVectorsFormat> all = new HashMap<>(byField);
    all.putAll(formats(spec));
    byField = all;
    graphsWanted = areGraphsWanted(spec);
  }

  /** Tells whether any vector is to have a graph. */
  boolean areGraphsWanted() {
    return graphsWanted;
  }

  private static boolean areGraphsWanted(IndexSpec spec) {
    return spec.vectors().isEmpty()
        || spec.vectors().keySet().stream().anyMatch(name -> hasGraph(spec, name));
  }

  private static boolean hasGraph(IndexSpec spec, String name) {
    return !spec.vector(name).multi() && spec.hnsw(name).hasGraph();
  }

  private Map<String, KnnVectorsFormat> formats(IndexSpec spec) {
    Map<Kind, KnnVectorsFormat> formats = new HashMap<>();
    VectorFields names = VectorFields.of(spec);
    Map<String, KnnVectorsFormat> fields = new HashMap<>();
    spec.vectors()
        .forEach(
            (name, vector) ->
                fields.put(
                    names.dense(name),
                    formats.computeIfAbsent(
                        new Kind(spec.hnsw(name), GraphLinks.of(vector.withSince(0))),
                        kind ->
                            new GraphVectorsFormat(
                                kind.hnsw(), kind.links(), flatLimit, builders, threads))));
    return fields;
  }

  @Override
  public KnnVectorsFormat knnVectorsFormat() {
    return perField;
  }

  @Override
  public SegmentInfoFormat segmentInfoFormat() {
    return marking;
  }

  /**
   * Notes in a segment that it has graphs, so that merging can be planned without opening it. One
   * without any vector counts as well: it is not merged again to get a graph that it cannot have.
   */
  private final class Marking extends SegmentInfoFormat {
    private final SegmentInfoFormat format;

    Marking(SegmentInfoFormat format) {
      this.format = format;
    }

    @Override
    public SegmentInfo read(Directory directory, String name, byte[] id, IOContext context)
        throws IOException {
      return format.read(directory, name, id, context);
    }

    @Override
    public void write(Directory directory, SegmentInfo info, IOContext context)
        throws IOException {
      if (context.context() == IOContext.Context.MERGE) {
        GraphVectorsFormat.mark(info, flatLimit, graphsWanted);
      }
      format.write(directory, info, context);
    }
  }
}
