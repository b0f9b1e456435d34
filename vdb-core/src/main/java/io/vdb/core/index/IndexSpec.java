package io.vdb.core.index;

import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.VectorConfig;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an index is built for.
 *
 * @param vectors dense vectors by name; the engine hands over vectors and queries as they are
 *     stored: rounded to the type of their components, and under {@code COSINE} normalised, unless
 *     they are of bytes (or zero vectors, which score 0). A point may lack any of them
 * @param sparseVectors names of sparse vectors, none of which a dense one has
 * @param hnsw parameters of graphs, where a vector has none of its own
 */
public record IndexSpec(
    Map<String, VectorConfig> vectors, Set<String> sparseVectors, HnswConfig hnsw) {

  /** Copies the map and the set. */
  public IndexSpec {
    vectors = Collections.unmodifiableMap(new TreeMap<>(vectors));
    sparseVectors = Collections.unmodifiableSet(new TreeSet<>(sparseVectors));
  }

  /** An index of dense vectors alone. */
  public IndexSpec(Map<String, VectorConfig> vectors, HnswConfig hnsw) {
    this(vectors, Set.of(), hnsw);
  }

  /** An index of one vector without a name. */
  public IndexSpec(int dimension, Distance distance, HnswConfig hnsw) {
    this(Map.of(NamedVectors.DEFAULT, VectorConfig.of(dimension, distance)), hnsw);
  }

  /** Returns the names of all vectors, in order. */
  public Set<String> names() {
    if (sparseVectors.isEmpty()) {
      return vectors.keySet();
    }
    Set<String> names = new TreeSet<>(vectors.keySet());
    names.addAll(sparseVectors);
    return names;
  }

  /** Returns the settings of the dense vector of this name, which there is. */
  public VectorConfig vector(String name) {
    VectorConfig config = vectors.get(name);
    if (config == null) {
      throw new IllegalArgumentException("the index has no vector of the name that was asked for");
    }
    return config;
  }

  /** Returns the parameters of the graph of a vector. */
  public HnswConfig hnsw(String name) {
    HnswConfig own = vector(name).hnsw();
    return own == null ? hnsw : own;
  }
}
