package io.vdb.index.lucene;

import io.vdb.core.model.DataType;
import java.io.IOException;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;

/**
 * Reads vectors of a Lucene field as floats, whatever their components are stored as. Components of
 * fewer bytes than a float are bytes to Lucene, which neither compares them nor knows how many make
 * one. Confined to one thread.
 */
interface StoredVectors {

  /** Returns the vector at a place. The next call may change it. */
  float[] at(int place) throws IOException;

  /** Returns the vectors that {@code values} reads; nobody else is to read by it meanwhile. */
  static StoredVectors of(KnnVectorValues values, DataType type) {
    return values instanceof FloatVectorValues floats
        ? floats::vectorValue
        : new Encoded((ByteVectorValues) values, type);
  }

  /** Vectors of components that take fewer bytes. */
  final class Encoded implements StoredVectors {
    private final ByteVectorValues values;
    private final DataType type;
    private final float[] vector;

    private Encoded(ByteVectorValues values, DataType type) {
      this.values = values;
      this.type = type;
      this.vector = new float[values.dimension() / type.bytes()];
    }

    @Override
    public float[] at(int place) throws IOException {
      type.decode(values.vectorValue(place), 0, vector);
      return vector;
    }
  }
}
