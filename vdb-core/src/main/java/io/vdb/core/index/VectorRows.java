package io.vdb.core.index;

import io.vdb.core.model.VectorValue;

/** The rows of a multivector, each as it is stored. Read during the call that hands it over only. */
public interface VectorRows {

  /** Returns the number of rows, at least 1. */
  int count();

  /** Returns the components of a row; not to be changed. */
  float[] row(int number);

  /** Returns copies of the rows of a value. */
  static VectorRows of(VectorValue.Multi value) {
    int size = value.dimension();
    float[][] rows = new float[value.components().length / size][size];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(value.components(), i * size, rows[i], 0, size);
    }
    return new VectorRows() {
      @Override
      public int count() {
        return rows.length;
      }

      @Override
      public float[] row(int number) {
        return rows[number];
      }
    };
  }
}
