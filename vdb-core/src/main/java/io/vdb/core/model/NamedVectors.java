package io.vdb.core.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of a point, by name in the order of names. The name of the default vector is empty. A
 * point may lack any vector of its collection. Immutable; safe for concurrent use.
 */
public final class NamedVectors {

  /** Name of the vector of a collection that has but one and gives it no name. */
  public static final String DEFAULT = "";

  /** No vectors. */
  public static final NamedVectors EMPTY = new NamedVectors(new String[0], new VectorValue[0]);

  private static final String[] ONLY_DEFAULT = {DEFAULT};

  private final String[] names;
  private final VectorValue[] values;

  private NamedVectors(String[] names, VectorValue[] values) {
    this.names = names;
    this.values = values;
  }

  /** The default vector alone. The array is given away. */
  public static NamedVectors of(float[] components) {
    return of(new VectorValue.Dense(components));
  }

  /** The default vector alone. */
  public static NamedVectors of(VectorValue value) {
    return new NamedVectors(ONLY_DEFAULT, new VectorValue[] {value});
  }

  /** Vectors by their names, in any order. */
  public static NamedVectors of(Map<String, ? extends VectorValue> vectors) {
    if (vectors.isEmpty()) {
      return EMPTY;
    }
    Map<String, VectorValue> inOrder = new TreeMap<>(vectors);
    return new NamedVectors(
        inOrder.keySet().toArray(String[]::new), inOrder.values().toArray(VectorValue[]::new));
  }

  /** Returns the number of vectors. */
  public int size() {
    return names.length;
  }

  /** Tells whether there is no vector. */
  public boolean isEmpty() {
    return names.length == 0;
  }

  /** Returns the name at a place in the order of names. */
  public String name(int place) {
    return names[place];
  }

  /** Returns the vector at a place in the order of names. */
  public VectorValue value(int place) {
    return values[place];
  }

  /** Returns the vector of this name, or nothing when there is none. Allocates nothing. */
  public @Nullable VectorValue get(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    return null;
  }

  /** Returns the components of a dense vector; nothing when there is no dense one of this name. */
  public float @Nullable [] dense(String name) {
    return get(name) instanceof VectorValue.Dense dense ? dense.components() : null;
  }

  /** Tells whether there is the default vector, dense or of several rows, and no other. */
  public boolean isUnnamed() {
    return names.length == 1 && names[0].isEmpty() && !(values[0] instanceof VectorValue.Sparse);
  }

  /** Tells whether there is a vector of this name. */
  public boolean has(String name) {
    return get(name) != null;
  }

  /** Tells whether there is the default vector, dense, and no other. */
  public boolean isOnlyDefault() {
    return names.length == 1 && names[0].isEmpty() && values[0] instanceof VectorValue.Dense;
  }

  /** Returns the names. */
  public Set<String> names() {
    return Set.of(names);
  }

  /** Returns these vectors with others added, which replace those of the same names. */
  public NamedVectors with(NamedVectors others) {
    if (isEmpty() || Arrays.equals(names, others.names)) {
      return others;
    }
    Map<String, VectorValue> merged = toMap();
    merged.putAll(others.toMap());
    return of(merged);
  }

  /** Returns these vectors without those of some names. */
  public NamedVectors without(Iterable<String> unwanted) {
    Map<String, VectorValue> rest = toMap();
    unwanted.forEach(rest::remove);
    return rest.size() == names.length ? this : of(rest);
  }

  /** Returns those of these vectors whose names are wanted. */
  public NamedVectors only(Predicate<String> wanted) {
    Map<String, VectorValue> chosen = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      if (wanted.test(names[i])) {
        chosen.put(names[i], values[i]);
      }
    }
    return chosen.size() == names.length ? this : of(chosen);
  }

  private Map<String, VectorValue> toMap() {
    Map<String, VectorValue> map = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      map.put(names[i], values[i]);
    }
    return map;
  }

  /** Returns roughly how much memory the vectors take, in bytes. */
  public long bytes() {
    long bytes = 0;
    for (VectorValue value : values) {
      bytes +=
          switch (value) {
            case VectorValue.Dense dense -> (long) Float.BYTES * dense.components().length;
            case VectorValue.Sparse sparse ->
                (long) (Integer.BYTES + Float.BYTES) * sparse.values().length;
            case VectorValue.Multi multi -> (long) Float.BYTES * multi.components().length;
          };
    }
    return bytes;
  }

  /** Names only: what vectors hold is nobody's business. */
  @Override
  public String toString() {
    return "vectors " + List.of(names);
  }
}
