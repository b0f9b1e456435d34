package io.vdb.index.lucene;

import io.vdb.core.model.DataType;
import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.hnsw.HnswGraphProvider;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of one name in one segment. They are numbered by their <em>place</em>, in the order of
 * documents; where every document has one, the place is the document's number. Confined to one
 * thread.
 */
final class SegmentVectors {

  private final LeafReader segment;
  private final String field;
  private final KnnVectorValues values;
  private final StoredVectors vectors;

  private SegmentVectors(
      LeafReader segment, String field, KnnVectorValues values, StoredVectors vectors) {
    this.segment = segment;
    this.field = field;
    this.values = values;
    this.vectors = vectors;
  }

  /**
   * Returns the vectors of a Lucene field, or nothing when no document of the segment has one.
   *
   * @param type how their components are stored
   */
  static @Nullable SegmentVectors of(LeafReader segment, String field, DataType type)
      throws IOException {
    KnnVectorValues values =
        type == DataType.FLOAT32
            ? segment.getFloatVectorValues(field)
            : segment.getByteVectorValues(field);
    return values == null || values.size() == 0
        ? null
        : new SegmentVectors(segment, field, values, StoredVectors.of(values, type));
  }

  /** Returns the name of the Lucene field. */
  String field() {
    return field;
  }

  KnnVectorValues values() {
    return values;
  }

  /** Returns the number of vectors, those of deleted points included. */
  int size() {
    return values.size();
  }

  private boolean isDense() {
    return values.size() == segment.maxDoc();
  }

  /** Returns the vector at a place. The next call may change it. */
  float[] vector(int place) throws IOException {
    return vectors.at(place);
  }

  /** Returns the document whose vector is at a place. */
  int document(int place) {
    return values.ordToDoc(place);
  }

  /** Returns the place of the vector of a document, or -1 when it has none. */
  int placeOf(int document) throws IOException {
    if (isDense()) {
      return document;
    }
    var documents = values.iterator();
    return documents.advance(document) == document ? documents.index() : -1;
  }

  /** Replaces documents, ascending, which have vectors, by the places of those. */
  void toPlaces(int[] documents) throws IOException {
    if (isDense()) {
      return;
    }
    var all = values.iterator();
    for (int i = 0; i < documents.length; i++) {
      all.advance(documents[i]);
      documents[i] = all.index();
    }
  }

  /** Returns the number of vectors of live points, by counting where it must. */
  int live() {
    if (isDense()) {
      return segment.numDocs();
    }
    Bits live = segment.getLiveDocs();
    return live == null ? size() : count(live);
  }

  /** Returns the number of vectors of accepted documents, by counting. */
  int count(Bits documents) {
    int count = 0;
    for (int place = 0; place < size(); place++) {
      if (documents.get(document(place))) {
        count++;
      }
    }
    return count;
  }

  /** Tells whether there is a graph over the vectors: settings may want none. */
  boolean hasGraph() throws IOException {
    return graph().size() > 0;
  }

  /** Returns the graph over the vectors; its nodes are their places. */
  HnswGraph graph() throws IOException {
    if (segment instanceof CodecReader codec
        && codec.getVectorReader() instanceof PerFieldKnnVectorsFormat.FieldsReader fields) {
      KnnVectorsReader reader = fields.getFieldReader(field);
      if (reader instanceof HnswGraphProvider graphs) {
        return graphs.getGraph(field);
      }
    }
    throw new IllegalStateException("no graph over " + field + " in " + segment);
  }
}
