package io.vdb.index.lucene;

import io.vdb.core.index.VectorKernel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The Manhattan distance on vector registers. Used only where the JDK's module is there. */
final class SimdManhattan {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private SimdManhattan() {}

  /** Returns the comparison. */
  static VectorKernel kernel() {
    return SimdManhattan::distance;
  }

  private static float distance(float[] a, float[] b) {
    int lanes = SPECIES.length();
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= a.length - 2 * lanes; i += 2 * lanes) {
      even = even.add(difference(a, b, i));
      odd = odd.add(difference(a, b, i + lanes));
    }
    if (i <= a.length - lanes) {
      even = even.add(difference(a, b, i));
      i += lanes;
    }
    float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
    for (; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }

  private static FloatVector difference(float[] a, float[] b, int from) {
    return FloatVector.fromArray(SPECIES, a, from)
        .sub(FloatVector.fromArray(SPECIES, b, from))
        .abs();
  }
}
