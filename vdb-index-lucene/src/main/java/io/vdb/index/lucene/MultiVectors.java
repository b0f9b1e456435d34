package io.vdb.index.lucene;

import io.vdb.core.index.VectorRows;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The multivectors of one name in one segment: in doc values, row after row, each in the bytes of its
 * type. Rows are decoded once for each point, into arrays that are used again. Confined to one thread.
 */
final class MultiVectors implements VectorRows {

  private final BinaryDocValues values;
  private final VectorConfig config;
  private float[][] rows = new float[0][];
  private int count;

  private MultiVectors(BinaryDocValues values, VectorConfig config) {
    this.values = values;
    this.config = config;
  }

  /** Adds a multivector to a document. */
  static void add(
      Document document, String field, VectorConfig config, VectorValue.Multi value) {
    byte[] encoded = config.dataType().encoded(value.components());
    document.add(new BinaryDocValuesField(field, new BytesRef(encoded)));
  }

  /** Returns the multivectors of a Lucene field, or nothing when no document of the segment has one. */
  static @Nullable MultiVectors of(LeafReader segment, String field, VectorConfig config)
      throws IOException {
    BinaryDocValues values = segment.getBinaryDocValues(field);
    return values == null ? null : new MultiVectors(values, config);
  }

  /** Returns the next document that has one, or no more documents. */
  int next() throws IOException {
    return values.nextDoc();
  }

  /** Reads the rows of the document that {@link #next} returned. */
  void read() throws IOException {
    BytesRef bytes = values.binaryValue();
    int rowBytes = config.size() * config.dataType().bytes();
    count = bytes.length / rowBytes;
    if (count > rows.length) {
      int known = rows.length;
      rows = Arrays.copyOf(rows, Math.max(count, 2 * known));
    }
    for (int i = 0; i < count; i++) {
      if (rows[i] == null) {
        rows[i] = new float[config.size()];
      }
      config.dataType().decode(bytes.bytes, bytes.offset + i * rowBytes, rows[i]);
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public float[] row(int number) {
    return rows[number];
  }

  /** Returns the value of a document, or nothing when it has none. */
  VectorValue.@Nullable Multi value(int document) throws IOException {
    if (values.advance(document) == DocIdSetIterator.NO_MORE_DOCS || values.docID() != document) {
      return null;
    }
    BytesRef bytes = values.binaryValue();
    float[] components = new float[bytes.length / config.dataType().bytes()];
    config.dataType().decode(bytes.bytes, bytes.offset, components);
    return new VectorValue.Multi(components, config.size());
  }
}
