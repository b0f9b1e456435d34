package io.vdb.it.reference;

import io.vdb.core.model.Distance;
import io.vdb.core.model.VectorValue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares vectors, computing with doubles. */
final class Measures {

  private Measures() {}

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * (double) b[i];
    }
    return sum;
  }

  static double length(float[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** Returns the score that clients see. Both vectors are as they are stored. */
  static Measure score(Distance distance, float[] a, float[] b) {
    double exact =
        switch (distance) {
          case DOT, COSINE -> dot(a, b);
          case EUCLID -> {
            double squares = 0;
            for (int i = 0; i < a.length; i++) {
              squares += Math.pow((double) a[i] - (double) b[i], 2);
            }
            yield Math.sqrt(squares);
          }
          case MANHATTAN -> {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
              sum += Math.abs((double) a[i] - (double) b[i]);
            }
            yield sum;
          }
        };
    if (areWhole(a) && areWhole(b)) {
      return new Measure((float) exact, 0);
    }
    boolean product = distance == Distance.DOT || distance == Distance.COSINE;
    return Measure.rounded(exact, product ? length(a) * length(b) : exact);
  }

  private static boolean areWhole(float[] vector) {
    for (float component : vector) {
      if (component != Math.rint(component) || Math.abs(component) > 255) {
        return false;
      }
    }
    return true;
  }

  /** Turns a score into a number that is larger for what is nearer. */
  static Measure nearness(Distance distance, Measure score) {
    return switch (distance) {
      case DOT, COSINE -> score;
      case MANHATTAN -> new Measure(-score.value(), score.room());
      case EUCLID -> {
        double square = score.value() * score.value();
        yield Measure.rounded(-square, 2 * square);
      }
    };
  }

  /** Returns the score of a sparse vector, or nothing when it has no index in common. */
  static @Nullable Measure score(VectorValue.Sparse query, VectorValue.Sparse stored) {
    Map<Integer, Float> components = components(stored);
    double sum = 0;
    double magnitude = 0;
    boolean common = false;
    for (int i = 0; i < query.indices().length; i++) {
      Float other = components.get(query.indices()[i]);
      if (other != null) {
        double product = (double) query.values()[i] * (double) other;
        sum += product;
        magnitude += Math.abs(product);
        common = true;
      }
    }
    if (!common) {
      return null;
    }
    boolean exact = areWhole(query.values()) && areWhole(stored.values());
    return exact ? new Measure(sum, 0) : Measure.rounded(sum, magnitude);
  }

  static Map<Integer, Float> components(VectorValue.Sparse vector) {
    Map<Integer, Float> components = new HashMap<>();
    for (int i = 0; i < vector.indices().length; i++) {
      components.put(vector.indices()[i], vector.values()[i]);
    }
    return components;
  }
}
