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

  /**
   * Returns a multivector as it is stored: each of its rows as a dense vector would be.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} for the same reasons, when there is no row, and
   *     when there are too many components
   */
  static VectorValue.Multi stored(VectorValue.Multi rows, VectorConfig config) {
    checkRows(rows, config.size());
    return storedRows(rows, config);
  }

  /** Returns rows of the right length as they are stored. */
  static VectorValue.Multi storedRows(VectorValue.Multi rows, VectorConfig config) {
    int size = config.size();
    float[] stored = new float[rows.components().length];
    float[] row = new float[size];
    for (int at = 0; at < stored.length; at += size) {
      System.arraycopy(rows.components(), at, row, 0, size);
      System.arraycopy(stored(row, config), 0, stored, at, size);
    }
    return new VectorValue.Multi(stored, size);
  }

  /** Checks the shape of a multivector. */
  static void checkRows(VectorValue.Multi rows, int size) {
    if (rows.dimension() != size) {
      throw VdbException.invalid(
          "Vector dimension error: expected dim: " + size + ", got " + rows.dimension());
    }
    int count = rows.components().length;
    if (count == 0 || count % size != 0) {
      throw VdbException.invalid("multi vector must not be empty, and all its rows of one size");
    }
    if (count > VectorValue.Multi.MAX_COMPONENTS) {
      throw VdbException.invalid(
          "Total size of all vectors (" + count + ") must be less than "
              + (VectorValue.Multi.MAX_COMPONENTS + 1));
    }
  }

  /** What is said when one row is given where several are due, or the reverse. */
  static VdbException notOneRow() {
    return VdbException.invalid("Conversion between multi and regular vectors failed");
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
