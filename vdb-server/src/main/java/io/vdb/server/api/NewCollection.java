package io.vdb.server.api;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.VectorConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a collection that is to be created or changed, as a request gives them one by one under the
 * names of the API, each checked at once. Settings without effect are kept, so that {@link
 * ShownSettings} can give them back.
 */
public final class NewCollection {

  private static final int MIN_VACUUM_VECTORS = 100;

  private final Map<String, @Nullable Object> stored = new LinkedHashMap<>();
  private final Map<String, NewVector> named = new LinkedHashMap<>();
  private final Map<String, NewSparseVector> sparse = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> optimizers = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> wal = new LinkedHashMap<>();
  private @Nullable NewVector unnamed;
  private boolean vectorsGiven;
  private final Map<String, VectorChange> changes = new LinkedHashMap<>();
  private final HnswChange hnsw = new HnswChange();
  private final NewStrictMode strictMode = new NewStrictMode();

  /** Returns the settings of the one vector of a collection that gives it no name. */
  public NewVector unnamedVector() {
    if (unnamed == null) {
      unnamed = new NewVector();
    }
    return unnamed;
  }

  /** Returns the settings of another vector, which has a name. */
  public NewVector namedVector(Place at, String name) {
    NewVector vector = new NewVector();
    if (named.put(name, vector) != null) {
      throw at.malformed("duplicate field `" + Place.shown(name) + "`");
    }
    if (named.size() > CollectionConfig.MAX_VECTORS) {
      throw ApiException.wrongInput(
          "a collection can have at most " + CollectionConfig.MAX_VECTORS + " vectors");
    }
    return vector;
  }

  /** Returns the settings of another sparse vector. */
  public NewSparseVector sparseVector(Place at, String name) {
    NewSparseVector vector = new NewSparseVector();
    sparse.put(name, vector);
    at.checkCount("vectors", sparse.size(), CollectionConfig.MAX_VECTORS);
    return vector;
  }

  /** Notes that the request says which vectors the collection has, even if there are none. */
  public void hasVectors() {
    vectorsGiven = true;
  }

  /** Returns the parameters of graphs, where a vector has none of its own. */
  public HnswChange hnsw() {
    return hnsw;
  }

  /** Returns what is to change of a vector that is there. */
  public VectorChange vectorChange(String name) {
    return changes.computeIfAbsent(name, _ -> new VectorChange());
  }

  /** Keeps one of the whole numbers of {@code optimizers_config}. */
  public void optimizers(Place at, String name, int value) {
    switch (name) {
      case "vacuum_min_vector_number" ->
          keep(optimizers, name, at.atLeast(value, MIN_VACUUM_VECTORS));
      case "max_segment_size" -> keep(optimizers, name, at.atLeast(value, 1));
      case "default_segment_number",
          "memmap_threshold",
          "indexing_threshold",
          "flush_interval_sec",
          "max_optimization_threads" ->
          keep(optimizers, name, value);
      default -> throw at.notSupported();
    }
  }

  /** Keeps the share of deleted points that is tolerated. */
  public void deletedThreshold(Place at, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw at.invalid("value " + value + " invalid, must be from 0 to 1");
    }
    optimizers.put(StoredSettings.DELETED_THRESHOLD, value);
  }

  /** Takes the word for any number of threads. */
  public void optimizationThreads(Place at, String value) {
    onlyText(at, value, "auto");
  }

  /** Takes what has no effect here, unless it is wanted. */
  public void preventUnoptimized(Place at, boolean value) {
    if (value) {
      throw at.unsupportedValue("`true` is not supported by this server");
    }
  }

  /** Keeps one of the numbers of {@code wal_config}. */
  public void wal(Place at, String name, int value) {
    switch (name) {
      case "wal_capacity_mb", "wal_retain_closed" -> keep(wal, name, at.atLeast(value, 1));
      case "wal_segments_ahead" -> keep(wal, name, value);
      default -> throw at.notSupported();
    }
  }

  /** Keeps where payloads are wanted. */
  public void onDiskPayload(boolean value) {
    stored.put(StoredSettings.ON_DISK_PAYLOAD, value);
  }

  /** Keeps what is wanted of compressed vectors, in the form of Qdrant's JSON. */
  public void quantization(Place at, Map<String, ?> given) {
    stored.put(StoredSettings.QUANTIZATION, Quantization.checked(at, given));
  }

  /** Has a collection that is there forget what was wanted of compressed vectors. */
  public void withoutQuantization() {
    stored.put(StoredSettings.QUANTIZATION, null);
  }

  /** Keeps what the client notes about the collection. */
  public void metadata(Payload value) {
    stored.put(StoredSettings.METADATA, value.asMap());
  }

  /** Returns what clients may ask of the collection, to be said one by one. */
  public NewStrictMode strictMode() {
    return strictMode;
  }

  /** Takes a number of shards or replicas: this is a single node. */
  public static void onlyOne(Place at, int value) {
    if (at.atLeast(value, 1) != 1) {
      throw at.unsupportedValue(
          "value " + value + " is not supported by this server, which is a single node");
    }
  }

  /** Takes a way to spread points over shards; there is one shard. */
  public static void shardingMethod(Place at, String value) {
    onlyText(at, value, "auto");
  }

  static void onlyText(Place at, String value, String accepted) {
    if (!value.equals(accepted)) {
      throw at.unsupportedValue("only `" + accepted + "` is supported by this server");
    }
  }

  private static void keep(Map<String, @Nullable Object> group, String name, int value) {
    group.put(name, (long) value);
  }

  /** Returns the settings; {@code at} is the place of the whole. */
  public CollectionConfig config(Place at) {
    if (!vectorsGiven && sparse.isEmpty()) {
      throw at.malformed("missing field `vectors`");
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(stored);
    HnswConfig graphs = hnsw.on(HnswConfig.DEFAULT);
    Map<String, VectorConfig> vectors = new LinkedHashMap<>();
    if (unnamed != null) {
      vectors.put(NamedVectors.DEFAULT, unnamed.config(at, graphs));
      putGroup(all, StoredSettings.VECTORS, unnamed.stored());
    }
    Map<String, @Nullable Object> storedOfNamed = new LinkedHashMap<>();
    named.forEach(
        (name, vector) -> {
          vectors.put(name, vector.config(at, graphs));
          putGroup(storedOfNamed, name, vector.stored());
        });
    putGroup(all, StoredSettings.NAMED_VECTORS, storedOfNamed);
    Map<String, SparseConfig> sparseVectors = new LinkedHashMap<>();
    Map<String, @Nullable Object> storedOfSparse = new LinkedHashMap<>();
    sparse.forEach(
        (name, vector) -> {
          sparseVectors.put(name, vector.config());
          putGroup(storedOfSparse, name, vector.stored());
        });
    putGroup(all, StoredSettings.SPARSE_VECTORS, storedOfSparse);
    putGroup(all, StoredSettings.HNSW, hnsw.stored());
    putGroup(all, StoredSettings.OPTIMIZERS, optimizers);
    putGroup(all, StoredSettings.WAL, wal);
    putGroup(all, StoredSettings.STRICT_MODE, strictMode.given());
    try {
      return new CollectionConfig(
          vectors,
          sparseVectors,
          graphs,
          Payload.of(all));
    } catch (VdbException e) {
      throw ApiException.wrongInput(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns the settings of a collection that is there, with those changed that were given. Groups of
   * settings without effect are joined field by field, and so is what the client notes about it.
   */
  public CollectionConfig changed(CollectionConfig before) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(before.stored().asMapOnce());
    stored.forEach(
        (name, value) -> {
          if (name.equals(StoredSettings.QUANTIZATION)) {
            all.remove(name);
            if (value != null) {
              all.put(name, value); // of another kind, it may be
            }
          } else if (value instanceof Map<?, ?> group) {
            joinGroup(all, name, group);
          } else {
            all.put(name, value);
          }
        });
    joinGroup(all, StoredSettings.HNSW, hnsw.stored());
    joinGroup(all, StoredSettings.OPTIMIZERS, optimizers);
    joinGroup(all, StoredSettings.STRICT_MODE, strictMode.given());
    Map<String, VectorConfig> vectors = new LinkedHashMap<>(before.vectors());
    changes.forEach(
        (name, change) -> {
          VectorConfig vector = before.vectors().get(name);
          if (vector == null) {
            throw notExisting(name);
          }
          vectors.put(name, change.hnsw().on(vector, before.hnsw()));
          if (name.equals(NamedVectors.DEFAULT)) {
            putStored(all, StoredSettings.VECTORS, change);
          } else {
            Map<String, @Nullable Object> named = copy(all.get(StoredSettings.NAMED_VECTORS));
            putStored(named, name, change);
            all.put(StoredSettings.NAMED_VECTORS, named);
          }
        });
    Map<String, SparseConfig> sparseVectors = changedSparse(before, all);
    return new CollectionConfig(
        vectors, sparseVectors, hnsw.on(before.hnsw()), Payload.of(all));
  }

  private Map<String, SparseConfig> changedSparse(
      CollectionConfig before, Map<String, @Nullable Object> all) {
    Map<String, SparseConfig> vectors = new LinkedHashMap<>(before.sparseVectors());
    Map<String, @Nullable Object> kept = copy(all.get(StoredSettings.SPARSE_VECTORS));
    sparse.forEach(
        (name, change) -> {
          SparseConfig vector = before.sparseVectors().get(name);
          if (vector == null) {
            throw notExisting(name);
          }
          vectors.put(name, change.on(vector));
          Map<String, @Nullable Object> ofVector = copy(kept.get(name));
          change.applyTo(ofVector);
          putGroup(kept, name, ofVector);
        });
    putGroup(all, StoredSettings.SPARSE_VECTORS, kept);
    return vectors;
  }

  private static ApiException notExisting(String vector) {
    return ApiException.wrongInput("Not existing vector name error: " + Place.shown(vector));
  }

  private static void putStored(
      Map<String, @Nullable Object> all, String name, VectorChange change) {
    Map<String, @Nullable Object> stored = copy(all.get(name));
    change.applyTo(stored);
    all.remove(name);
    putGroup(all, name, stored);
  }

  private static void joinGroup(
      Map<String, @Nullable Object> all, String name, Map<?, ?> changed) {
    Map<String, @Nullable Object> joined = copy(all.get(name));
    changed.forEach((key, value) -> joined.put(String.valueOf(key), value));
    putGroup(all, name, joined);
  }

  private static Map<String, @Nullable Object> copy(@Nullable Object group) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    if (group instanceof Map<?, ?> given) {
      given.forEach((key, value) -> copy.put(String.valueOf(key), value));
    }
    return copy;
  }

  private static void putGroup(
      Map<String, @Nullable Object> all, String name, Map<String, @Nullable Object> group) {
    if (!group.isEmpty()) {
      all.put(name, group);
    }
  }
}
