package io.vdb.it.reference;

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
   */
  record Dense(String name, int size, Distance distance, boolean whole) {

    /** Returns a vector as it is kept, which is also what it is compared as. */
    VectorValue.Dense stored(VectorValue value) {
      float[] components = ((VectorValue.Dense) value).components();
      double length = Measures.length(components);
      if (distance != Distance.COSINE || length == 0) {
        return new VectorValue.Dense(components);
      }
      float[] unit = new float[components.length];
      for (int i = 0; i < unit.length; i++) {
        unit[i] = (float) (components[i] / length);
      }
      return new VectorValue.Dense(unit);
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
