package io.vdb.index.lucene;

import io.vdb.core.model.PointId;
import java.nio.ByteBuffer;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/**
 * Names of the Lucene fields, which are part of the format on disk. {@link VectorFields} has those of
 * vectors.
 */
final class Fields {

  /** The point's id in sortable bytes: a term in the payload index, doc values in both. */
  static final String ID = "id";

  /** The point's ordinal: a term by which documents are replaced, and doc values, in both. */
  static final String ORDINAL = "ord";

  /** Sequence number of the operation that last changed the point; doc values. */
  static final String VERSION = "ver";

  /** The payload's JSON text; stored. */
  static final String PAYLOAD = "json";

  /** What {@link PayloadTerms} makes of the payload; terms. */
  static final String TERMS = "t";

  /** Points, one field for each path: this prefix and the path. */
  static final String NUMBERS = "n";

  /** Words of texts, see {@link WordIndex}; terms. */
  static final String WORDS = "w";

  /** The same where their order counts; terms with positions. */
  static final String ORDERED_WORDS = "wo";

  /** Of which texts the words are indexed; terms. */
  static final String WORD_MARKS = "wm";

  private Fields() {}

  static Term ordinalTerm(int ordinal) {
    return new Term(
        ORDINAL, new BytesRef(ByteBuffer.allocate(Integer.BYTES).putInt(ordinal).array()));
  }

  static Term idTerm(PointId id) {
    return new Term(ID, idBytes(id));
  }

  static BytesRef idBytes(PointId id) {
    return new BytesRef(id.toSortableBytes());
  }

  static PointId id(BytesRef bytes) {
    return PointId.fromSortableBytes(ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length));
  }
}
