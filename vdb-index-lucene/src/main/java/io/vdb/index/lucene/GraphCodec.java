package io.vdb.index.lucene;

import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;

/**
 * Lucene's codec with our rule of which segments get a graph.
 *
 * <p>It carries the name of the codec that it wraps, because what it writes is what that one reads:
 * Lucene's own tools open such an index.
 */
final class GraphCodec extends FilterCodec {

  private final KnnVectorsFormat perField;

  GraphCodec(GraphVectorsFormat format) {
    super(Codec.getDefault().getName(), Codec.getDefault());
    perField =
        new PerFieldKnnVectorsFormat() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return format;
          }
        };
  }

  @Override
  public KnnVectorsFormat knnVectorsFormat() {
    return perField;
  }
}
