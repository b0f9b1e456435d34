package io.vdb.it.reference;

import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.VectorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
   * @param multi whether a point has several rows of it
   */
  record Dense(
      String name, int size, Distance distance, boolean whole, DataType type, boolean multi) {

    Dense(String name, int size, Distance distance, boolean whole) {
      this(name, size, distance, whole, DataType.FLOAT32);
    }

    Dense(String name, int size, Distance distance, boolean whole, DataType type) {
      this(name, size, distance, whole, type, false);
    }

    /** A vector of several rows. */
    static Dense multi(String name, int size, Distance distance) {
      return new Dense(name, size, distance, false, DataType.FLOAT32, true);
    }

    /** Returns the rows of a value, one where it has no others. */
    private List<float[]> rows(VectorValue value) {
      if (value instanceof VectorValue.Dense(float[] components)) {
        return List.of(components);
      }
      float[] all = ((VectorValue.Multi) value).components();
      List<float[]> rows = new ArrayList<>();
      for (int at = 0; at < all.length; at += size) {
        rows.add(Arrays.copyOfRange(all, at, at + size));
      }
      return rows;
    }

    /** Makes a value of as many rows as there are. */
    VectorValue of(List<float[]> rows) {
      if (!multi) {
        return new VectorValue.Dense(rows.getFirst());
      }
      float[] all = new float[rows.size() * size];
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(rows.get(i), 0, all, i * size, size);
      }
      return new VectorValue.Multi(all, size);
    }

    /** Returns all rows of some values, and those of others with their signs turned. */
    VectorValue joined(List<VectorValue> positive, List<VectorValue> negative) {
      List<float[]> rows = new ArrayList<>();
      positive.forEach(value -> rows.addAll(rows(value)));
      for (VectorValue value : negative) {
        for (float[] row : rows(value)) {
          float[] turned = new float[size];
          for (int i = 0; i < size; i++) {
            turned[i] = -row[i];
          }
          rows.add(turned);
        }
      }
      return of(rows);
    }

    /** Returns a vector as it is kept, which is also what it is compared as. */
    VectorValue stored(VectorValue value) {
      return of(rows(value).stream().map(this::storedRow).toList());
    }

    private float[] storedRow(float[] components) {
      double length = Measures.length(components);
      boolean scaled =
          distance == Distance.COSINE && type != DataType.UINT8 && length != 0;
      double scale = scaled ? 1 / length : 1; // to the last bit, since halves are coarse
      float[] stored = new float[components.length];
      for (int i = 0; i < stored.length; i++) {
        stored[i] = rounded(scaled ? (float) (components[i] * scale) : components[i]);
      }
      return stored;
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

    /** Returns how near a value is to that of a query, larger for nearer; both are as stored. */
    Measure nearness(VectorValue query, VectorValue stored) {
      List<float[]> rows = rows(stored);
      Measure sum = null;
      for (float[] row : rows(query)) {
        Measure most = null;
        for (float[] other : rows) {
          Measure near = Measures.nearness(distance, score(row, other));
          most = most == null ? near : most.orLarger(near);
        }
        Measure best = Objects.requireNonNull(most);
        sum = sum == null ? best : sum.plus(best);
      }
      return Objects.requireNonNull(sum);
    }

    /** Returns the score that clients see; both are as they are stored. */
    Measure score(VectorValue query, VectorValue stored) {
      if (!multi) {
        return score(rows(query).getFirst(), rows(stored).getFirst());
      }
      Measure near = nearness(query, stored);
      return switch (distance) {
        case COSINE, DOT -> near;
        case EUCLID -> near.negated().root();
        case MANHATTAN -> near.negated();
      };
    }

    /** Returns the score of two rows. */
    private Measure score(float[] a, float[] b) {
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
