package io.vdb.index.lucene;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.hnsw.HnswGraphProvider;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.FloatVectorValues;
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
  private final FloatVectorValues values;

  private SegmentVectors(LeafReader segment, String field, FloatVectorValues values) {
    this.segment = segment;
    this.field = field;
    this.values = values;
  }

  /** Returns the vectors of a name, or nothing when no document of the segment has one. */
  static @Nullable SegmentVectors of(LeafReader segment, String name) throws IOException {
    String field = Fields.vector(name);
    FloatVectorValues values = segment.getFloatVectorValues(field);
    return values == null || values.size() == 0
        ? null
        : new SegmentVectors(segment, field, values);
  }

  /** Returns the name of the Lucene field. */
  String field() {
    return field;
  }

  FloatVectorValues values() {
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
    return values.vectorValue(place);
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
