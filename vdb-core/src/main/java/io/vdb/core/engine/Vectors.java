package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.DataType;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;

/** Checks vectors and brings them into the form in which they are stored and compared. */
final class Vectors {

  private Vectors() {}

  /**
   * Returns the vector as it is stored: as given, or of unit length under cosine, and rounded to the
   * type of its components. A zero vector stays zero. Vectors to be compared with are brought into the
   * same form.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} on a wrong length, or a component that is not
   *     finite or too large for its type
   */
  static float[] stored(float[] vector, VectorConfig config) {
    double squares = checked(vector, config.size());
    float[] stored =
        config.isNormalized() && squares > 0 ? unit(vector, 1 / Math.sqrt(squares)) : vector;
    return config.dataType() == DataType.FLOAT32 ? stored : rounded(stored, config.dataType());
  }

  /** Checks a vector, and returns the sum of its squares. */
  static double checked(float[] vector, int dimension) {
    if (vector.length != dimension) {
      throw VdbException.invalid(
          "Vector dimension error: expected dim: " + dimension + ", got " + vector.length);
    }
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      float component = vector[i];
      if (!Float.isFinite(component)) {
        throw VdbException.invalid("vector component " + i + " is not a finite number");
      }
      squares += (double) component * component;
    }
    return squares;
  }

  private static float[] unit(float[] vector, double scale) {
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] * scale);
    }
    return unit;
  }

  private static float[] rounded(float[] vector, DataType type) {
    float[] rounded = new float[vector.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = type.rounded(vector[i]);
      if (Float.isInfinite(rounded[i])) {
        throw VdbException.invalid(
            "vector component " + i + " is too large for the datatype `float16`");
      }
    }
    return rounded;
  }

  /**
   * Returns a sparse vector, checked.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when it is dense, its indices are not
   *     ascending, or a value is not finite
   */
  static VectorValue.Sparse sparse(VectorValue vector) {
    if (!(vector instanceof VectorValue.Sparse sparse)) {
      throw CollectionConfig.otherKind();
    }
    if (sparse.indices().length != sparse.values().length || !sparse.isDistinct()) {
      throw VdbException.invalid(
          "the indices of a sparse vector must be unique, in order, and as many as its values");
    }
    for (float value : sparse.values()) {
      if (!Float.isFinite(value)) {
        throw VdbException.invalid("a value of a sparse vector is not a finite number");
      }
    }
    return sparse;
  }

  /** Returns the score, or the largest number of its sign when it is too large for a float. */
  static float finite(float score) {
    if (Float.isFinite(score)) {
      return score;
    }
    return score > 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
  }
}
