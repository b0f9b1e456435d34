package io.vdb.core.model;

import io.vdb.core.error.VdbException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a collection.
 *
 * @param vectors dense vectors by name, in the order of names; the default one has the empty name
 * @param sparseVectors sparse vectors by name, in the order of names; none has the name of a dense one
 * @param hnsw parameters of graphs, where a vector has none of its own
 * @param stored settings that are kept and given back, and have no effect; the caller's form
 */
public record CollectionConfig(
    Map<String, VectorConfig> vectors,
    Map<String, SparseConfig> sparseVectors,
    HnswConfig hnsw,
    Payload stored) {

  /** Largest number of components. */
  public static final int MAX_SIZE = VectorConfig.MAX_SIZE;

  /** Most vectors that a collection may have. */
  public static final int MAX_VECTORS = 256;

  /** Longest name of a vector, in characters. */
  public static final int MAX_NAME = 1_000;

  /** Copies the maps and checks names. */
  public CollectionConfig {
    vectors = Collections.unmodifiableMap(new TreeMap<>(vectors));
    sparseVectors = Collections.unmodifiableMap(new TreeMap<>(sparseVectors));
    if (vectors.size() + sparseVectors.size() > MAX_VECTORS) {
      throw VdbException.invalid("a collection can have at most " + MAX_VECTORS + " vectors");
    }
    vectors.keySet().forEach(CollectionConfig::checkName);
    for (String name : sparseVectors.keySet()) {
      checkName(name);
      if (vectors.containsKey(name)) {
        throw VdbException.invalid("a dense and a sparse vector cannot both be named " + name);
      }
    }
  }

  private static void checkName(String name) {
    if (name.length() > MAX_NAME) {
      throw VdbException.invalid(
          "a vector's name can have at most " + MAX_NAME + " characters, but one has "
              + name.length());
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw VdbException.invalid("a vector's name cannot hold half of a surrogate pair");
    }
  }

  /** A collection of one vector without a name. */
  public CollectionConfig(int size, Distance distance, HnswConfig hnsw, Payload stored) {
    this(
        Map.of(NamedVectors.DEFAULT, VectorConfig.of(size, distance)), Map.of(), hnsw, stored);
  }

  /** A collection of one vector without a name, with default parameters. */
  public static CollectionConfig of(int size, Distance distance) {
    return new CollectionConfig(size, distance, HnswConfig.DEFAULT, Payload.EMPTY);
  }

  /** A collection of dense vectors with names, with default parameters. */
  public static CollectionConfig of(Map<String, VectorConfig> vectors) {
    return new CollectionConfig(vectors, Map.of(), HnswConfig.DEFAULT, Payload.EMPTY);
  }

  /** Tells whether it has one dense vector without a name, and no other. */
  public boolean isUnnamed() {
    return vectors.size() == 1
        && sparseVectors.isEmpty()
        && vectors.containsKey(NamedVectors.DEFAULT);
  }

  /**
   * Checks that other settings are for the same vectors: what is stored for them would not fit.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when they are not
   */
  public void requireSameVectors(CollectionConfig other) {
    if (!shapes().equals(other.shapes()) || !times().equals(other.times())) {
      throw VdbException.invalid("the vectors of a collection cannot change");
    }
  }

  /** Returns since when it has each sparse vector. */
  private Map<String, Long> times() {
    Map<String, Long> times = new TreeMap<>();
    sparseVectors.forEach((name, vector) -> times.put(name, vector.since()));
    return times;
  }

  /** Returns the same with another dense vector, in place of one of the same name and kind. */
  public CollectionConfig with(String name, VectorConfig vector) {
    Map<String, VectorConfig> all = new TreeMap<>(vectors);
    all.put(name, vector);
    return new CollectionConfig(all, sparseVectors, hnsw, stored);
  }

  /** Returns the same with another sparse vector, in place of one of the same name and kind. */
  public CollectionConfig with(String name, SparseConfig vector) {
    Map<String, SparseConfig> all = new TreeMap<>(sparseVectors);
    all.put(name, vector);
    return new CollectionConfig(vectors, all, hnsw, stored);
  }

  /** Returns the same without the vector of this name, of either kind. */
  public CollectionConfig without(String name) {
    Map<String, VectorConfig> dense = new TreeMap<>(vectors);
    Map<String, SparseConfig> sparse = new TreeMap<>(sparseVectors);
    dense.remove(name);
    sparse.remove(name);
    return new CollectionConfig(dense, sparse, hnsw, stored);
  }

  /** Returns the same with other settings that have no effect. */
  public CollectionConfig withStored(Payload settings) {
    return new CollectionConfig(vectors, sparseVectors, hnsw, settings);
  }

  /**
   * Returns since when there is the vector of this name: the number of the last operation before.
   * Where there is none, it is 0.
   */
  public long since(String name) {
    VectorConfig dense = vectors.get(name);
    SparseConfig sparse = sparseVectors.get(name);
    return dense != null ? dense.since() : sparse == null ? 0 : sparse.since();
  }

  /** Tells whether there is, before and after a change of settings, the same vector of a name. */
  public boolean hasSameVector(String name, CollectionConfig after) {
    VectorConfig dense = vectors.get(name);
    VectorConfig denseAfter = after.vectors.get(name);
    if (dense != null && denseAfter != null) {
      return dense.withHnsw(null).equals(denseAfter.withHnsw(null));
    }
    SparseConfig sparse = sparseVectors.get(name);
    SparseConfig sparseAfter = after.sparseVectors.get(name);
    return sparse != null && sparseAfter != null && sparse.since() == sparseAfter.since();
  }

  private Map<String, VectorConfig> shapes() {
    Map<String, VectorConfig> shapes = new TreeMap<>();
    vectors.forEach((name, vector) -> shapes.put(name, vector.withHnsw(null)));
    return shapes;
  }

  /** Returns the settings of a dense vector, or nothing when there is none of this name. */
  public @Nullable VectorConfig vector(String name) {
    return vectors.get(name);
  }

  /**
   * Returns the settings of a dense vector.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when there is none of this name, or it is
   *     sparse
   */
  public VectorConfig requireVector(String name) {
    VectorConfig config = vectors.get(name);
    if (config == null) {
      throw isSparse(name) ? otherKind() : noVector(name);
    }
    return config;
  }

  /** Tells whether there is a sparse vector of this name. */
  public boolean isSparse(String name) {
    return sparseVectors.containsKey(name);
  }

  /** Tells whether there is a vector of this name, of either kind. */
  public boolean hasVector(String name) {
    return vectors.containsKey(name) || sparseVectors.containsKey(name);
  }

  /** Returns how the components of a dense vector are stored; as they are where there is none. */
  public DataType dataType(String name) {
    VectorConfig config = vectors.get(name);
    return config == null ? DataType.FLOAT32 : config.dataType();
  }

  /** Returns the names of all vectors, in order. */
  public Set<String> vectorNames() {
    Set<String> names = new TreeSet<>(vectors.keySet());
    names.addAll(sparseVectors.keySet());
    return names;
  }

  /** What is said when a vector is of another kind than the one of its name. */
  public static VdbException otherKind() {
    return VdbException.invalid("Conversion between sparse and regular vectors failed");
  }

  /** What is said when there is no vector of this name. */
  public static VdbException noVector(String name) {
    return VdbException.invalid("Not existing vector name error: " + name);
  }
}
