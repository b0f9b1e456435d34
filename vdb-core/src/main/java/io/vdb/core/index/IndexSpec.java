package io.vdb.core.index;

import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.SparseConfig;
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
 * @param sparse sparse vectors by name, none of which a dense one has
 * @param hnsw parameters of graphs, where a vector has none of its own
 */
public record IndexSpec(
    Map<String, VectorConfig> vectors, Map<String, SparseConfig> sparse, HnswConfig hnsw) {

  /** Copies the maps. */
  public IndexSpec {
    vectors = Collections.unmodifiableMap(new TreeMap<>(vectors));
    sparse = Collections.unmodifiableMap(new TreeMap<>(sparse));
  }

  /** An index of dense vectors alone. */
  public IndexSpec(Map<String, VectorConfig> vectors, HnswConfig hnsw) {
    this(vectors, Map.of(), hnsw);
  }

  /** An index of one vector without a name. */
  public IndexSpec(int dimension, Distance distance, HnswConfig hnsw) {
    this(Map.of(NamedVectors.DEFAULT, VectorConfig.of(dimension, distance)), hnsw);
  }

  /** What the index of a collection is for. */
  public static IndexSpec of(CollectionConfig config) {
    return new IndexSpec(config.vectors(), config.sparseVectors(), config.hnsw());
  }

  /** Returns the names of the sparse vectors, in order. */
  public Set<String> sparseVectors() {
    return sparse.keySet();
  }

  /**
   * Returns since when there is the vector of this name, which tells it from an earlier one of the
   * same name; 0 where there is none.
   */
  public long since(String name) {
    VectorConfig dense = vectors.get(name);
    SparseConfig thin = sparse.get(name);
    return dense != null ? dense.since() : thin == null ? 0 : thin.since();
  }

  /** Returns the names of all vectors, in order. */
  public Set<String> names() {
    if (sparse.isEmpty()) {
      return vectors.keySet();
    }
    Set<String> names = new TreeSet<>(vectors.keySet());
    names.addAll(sparse.keySet());
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
