package io.vdb.it.reference;

import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.VectorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which vectors the points of a collection may have.
 *
 * @param dense those of a fixed number of components
 * @param sparse the others
 */
record VectorLayout(List<Dense> dense, List<Sparse> sparse) {

  /**
   * A vector of a fixed number of components.
   *
   * @param name empty for the default vector
   * @param whole whether its components are small whole numbers, so that scores are not rounded and
   *     many are the same
   * @param type how components are stored
   */
  record Dense(String name, int size, Distance distance, boolean whole, DataType type) {

    Dense(String name, int size, Distance distance, boolean whole) {
      this(name, size, distance, whole, DataType.FLOAT32);
    }

    /** Returns a vector as it is kept, which is also what it is compared as. */
    VectorValue.Dense stored(VectorValue value) {
      float[] components = ((VectorValue.Dense) value).components();
      double length = Measures.length(components);
      boolean scaled =
          distance == Distance.COSINE && type != DataType.UINT8 && length != 0;
      double scale = scaled ? 1 / length : 1; // to the last bit, since halves are coarse
      float[] stored = new float[components.length];
      for (int i = 0; i < stored.length; i++) {
        stored[i] = rounded(scaled ? (float) (components[i] * scale) : components[i]);
      }
      return new VectorValue.Dense(stored);
    }

    /**
     * Tells whether a component that was computed is stored as the same, whatever its last bits.
     */
    boolean isDecided(double component) {
      double off = 1e-5 * Math.max(1, Math.abs(component));
      return type == DataType.FLOAT32
          || rounded((float) (component - off)) == rounded((float) (component + off));
    }

    private float rounded(float component) {
      return switch (type) {
        case FLOAT32 -> component;
        case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(component));
        case UINT8 -> Math.clamp((long) component, 0, 255);
      };
    }

    /** Returns the score of two vectors, which are as they are stored. */
    Measure score(float[] a, float[] b) {
      Measure score = Measures.score(distance, a, b);
      double lengths = Measures.length(a) * Measures.length(b);
      return distance == Distance.COSINE && type == DataType.UINT8 && lengths != 0
          ? Measure.rounded(Measures.dot(a, b) / lengths, 1)
          : score;
    }
  }

  /**
   * A vector most of whose components are zero.
   *
   * @param idf whether indices that few points have weigh more
   */
  record Sparse(String name, boolean idf) {}

  Optional<Dense> dense(String name) {
    return dense.stream().filter(vector -> vector.name().equals(name)).findFirst();
  }

  Optional<Sparse> sparse(String name) {
    return sparse.stream().filter(vector -> vector.name().equals(name)).findFirst();
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    dense.forEach(vector -> names.add(vector.name()));
    sparse.forEach(vector -> names.add(vector.name()));
    return names;
  }

  VectorValue stored(String name, VectorValue value) {
    return dense(name).<VectorValue>map(vector -> vector.stored(value)).orElse(value);
  }
}
