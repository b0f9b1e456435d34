package io.vdb.index.lucene;

import io.vdb.core.model.VectorValue;
import java.nio.ByteBuffer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PayloadAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * How a sparse vector is held: as postings, a term for each index, whose one position carries the
 * value in its payload, and once more whole in doc values, to be read back. Terms are in the order of
 * indices. Floats are kept to the last bit, which frequencies of terms could not do.
 */
final class SparseFields {

  private static final int COMPONENT = Integer.BYTES + Float.BYTES;

  private static final FieldType POSTINGS = new FieldType();

  static {
    POSTINGS.setTokenized(true);
    POSTINGS.setOmitNorms(true);
    POSTINGS.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    POSTINGS.freeze();
  }

  private SparseFields() {}

  /** Adds a vector, also an empty one, which has no postings. */
  static void add(Document document, String field, VectorValue.Sparse vector) {
    document.add(new Field(field, new Components(vector), POSTINGS));
    document.add(new BinaryDocValuesField(field, bytes(vector)));
  }

  /** Writes the term of an index. */
  static void putTerm(int index, BytesRef term) {
    term.offset = 0;
    term.length = Integer.BYTES;
    putInt(index, term.bytes);
  }

  private static void putInt(int value, byte[] bytes) {
    bytes[0] = (byte) (value >>> 24);
    bytes[1] = (byte) (value >>> 16);
    bytes[2] = (byte) (value >>> 8);
    bytes[3] = (byte) value;
  }

  /** Returns the value that a payload carries. */
  static float value(@Nullable BytesRef payload) {
    if (payload == null || payload.length != Float.BYTES) {
      throw new IllegalStateException("a component of a sparse vector has no value");
    }
    byte[] bytes = payload.bytes;
    int at = payload.offset;
    return Float.intBitsToFloat(
        bytes[at] << 24
            | (bytes[at + 1] & 0xff) << 16
            | (bytes[at + 2] & 0xff) << 8
            | (bytes[at + 3] & 0xff));
  }

  private static BytesRef bytes(VectorValue.Sparse vector) {
    int count = vector.indices().length;
    ByteBuffer bytes = ByteBuffer.allocate(COMPONENT * count);
    for (int index : vector.indices()) {
      bytes.putInt(index);
    }
    for (float value : vector.values()) {
      bytes.putFloat(value);
    }
    return new BytesRef(bytes.array());
  }

  /** Returns the vector that doc values hold. */
  static VectorValue.Sparse vector(BytesRef bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
    int count = bytes.length / COMPONENT;
    int[] indices = new int[count];
    float[] values = new float[count];
    in.asIntBuffer().get(indices);
    in.position(in.position() + Integer.BYTES * count).asFloatBuffer().get(values);
    return new VectorValue.Sparse(indices, values);
  }

  /** Hands the components of a vector to Lucene, all at the same position. */
  private static final class Components extends TokenStream {
    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
    private final PayloadAttribute payload = addAttribute(PayloadAttribute.class);
    private final PositionIncrementAttribute position =
        addAttribute(PositionIncrementAttribute.class);
    private final BytesRef termBytes = new BytesRef(new byte[Integer.BYTES]);
    private final BytesRef payloadBytes = new BytesRef(new byte[Float.BYTES]);
    private final VectorValue.Sparse vector;
    private int next;

    Components(VectorValue.Sparse vector) {
      this.vector = vector;
    }

    @Override
    public void reset() {
      next = 0;
    }

    @Override
    public boolean incrementToken() {
      if (next == vector.indices().length) {
        return false;
      }
      putTerm(vector.indices()[next], termBytes);
      putInt(Float.floatToRawIntBits(vector.values()[next]), payloadBytes.bytes);
      term.setBytesRef(termBytes);
      payload.setPayload(payloadBytes);
      position.setPositionIncrement(next == 0 ? 1 : 0);
      next++;
      return true;
    }
  }
}
