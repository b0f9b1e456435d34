package io.vdb.server.api;

import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a collection as clients see them: what it was created with, and Qdrant's defaults
 * where nothing was said.
 *
 * @param vectors of each vector, by its name: size, distance, and what was stored
 * @param sparseVectors of each sparse vector, by its name: what was given
 * @param unnamed whether there is one dense vector, and it has no name
 * @param params of the collection, without its vectors
 * @param hnsw of the graph
 * @param optimizers without effect
 * @param wal without effect
 * @param quantization as it was given; absent when it was not
 * @param metadata as it was given; absent when it was not
 * @param strictMode as it was given; absent when it was not
 */
public record ShownSettings(
    Map<String, Map<String, @Nullable Object>> vectors,
    Map<String, Map<String, @Nullable Object>> sparseVectors,
    boolean unnamed,
    Map<String, @Nullable Object> params,
    Map<String, @Nullable Object> hnsw,
    Map<String, @Nullable Object> optimizers,
    Map<String, @Nullable Object> wal,
    @Nullable Map<String, @Nullable Object> quantization,
    @Nullable Map<String, @Nullable Object> metadata,
    @Nullable Map<String, @Nullable Object> strictMode) {

  /** Name of what is wanted of compressed vectors, of a collection and of each of its vectors. */
  public static final String QUANTIZATION = StoredSettings.QUANTIZATION;

  /** Name of how the rows of a multivector are compared. */
  public static final String MULTIVECTOR = StoredSettings.MULTIVECTOR;

  /** The one way to compare them. */
  public static final String MAX_SIM = StoredSettings.MAX_SIM;

  /** Name of the number of threads that optimize. */
  public static final String OPTIMIZATION_THREADS = "max_optimization_threads";

  /** Why the optimizer of a collection in status red is not well. */
  public static final String CANNOT_BE_WRITTEN =
      "the collection cannot be written; the log says why";

  /** Returns what is shown of these settings. */
  public static ShownSettings of(CollectionConfig config) {
    Map<String, @Nullable Object> stored = config.stored().asMapOnce();

    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("shard_number", 1);
    params.put("replication_factor", 1);
    params.put("write_consistency_factor", 1);
    params.put("on_disk_payload", stored.getOrDefault(StoredSettings.ON_DISK_PAYLOAD, true));

    Map<String, @Nullable Object> hnsw = numbers(config.hnsw());
    hnsw.put("max_indexing_threads", 0);
    hnsw.put(StoredSettings.ON_DISK, false);
    overlay(hnsw, stored, StoredSettings.HNSW);

    Map<String, @Nullable Object> optimizers = new LinkedHashMap<>();
    optimizers.put(StoredSettings.DELETED_THRESHOLD, 0.2);
    optimizers.put("vacuum_min_vector_number", 1_000);
    optimizers.put("default_segment_number", 0);
    optimizers.put("max_segment_size", null);
    optimizers.put("memmap_threshold", null);
    optimizers.put("indexing_threshold", 10_000);
    optimizers.put("flush_interval_sec", 5);
    optimizers.put("max_optimization_threads", null);
    overlay(optimizers, stored, StoredSettings.OPTIMIZERS);

    Map<String, @Nullable Object> wal = new LinkedHashMap<>();
    wal.put("wal_capacity_mb", 32);
    wal.put("wal_segments_ahead", 0);
    wal.put("wal_retain_closed", 1);
    overlay(wal, stored, StoredSettings.WAL);

    return new ShownSettings(
        vectors(config, stored),
        sparseVectors(config, stored),
        config.vectors().size() == 1 && config.vector(NamedVectors.DEFAULT) != null,
        params,
        hnsw,
        optimizers,
        wal,
        given(stored, QUANTIZATION),
        given(stored, StoredSettings.METADATA),
        given(stored, StoredSettings.STRICT_MODE));
  }

  private static Map<String, Map<String, @Nullable Object>> vectors(
      CollectionConfig config, Map<String, @Nullable Object> stored) {
    Map<String, @Nullable Object> storedOfNamed = new LinkedHashMap<>();
    overlay(storedOfNamed, stored, StoredSettings.NAMED_VECTORS);
    Map<String, Map<String, @Nullable Object>> vectors = new LinkedHashMap<>();
    config
        .vectors()
        .forEach(
            (name, vector) -> {
              Map<String, @Nullable Object> shown = new LinkedHashMap<>();
              shown.put("size", vector.size());
              shown.put("distance", distance(vector.distance()));
              if (name.isEmpty()) {
                overlay(shown, stored, StoredSettings.VECTORS);
              }
              overlay(shown, storedOfNamed, name);
              HnswConfig own = vector.hnsw();
              if (own != null) {
                Map<String, @Nullable Object> graph = numbers(own);
                overlay(graph, shown, StoredSettings.HNSW);
                shown.put(StoredSettings.HNSW, graph);
              }
              vectors.put(name, shown);
            });
    return vectors;
  }

  private static Map<String, @Nullable Object> numbers(HnswConfig hnsw) {
    Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
    numbers.put("m", hnsw.m());
    numbers.put("ef_construct", hnsw.efConstruct());
    numbers.put("full_scan_threshold", hnsw.fullScanThreshold());
    return numbers;
  }

  private static Map<String, Map<String, @Nullable Object>> sparseVectors(
      CollectionConfig config, Map<String, @Nullable Object> stored) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    overlay(all, stored, StoredSettings.SPARSE_VECTORS);
    Map<String, Map<String, @Nullable Object>> vectors = new LinkedHashMap<>();
    for (String name : config.sparseVectors().keySet()) {
      Map<String, @Nullable Object> shown = new LinkedHashMap<>();
      overlay(shown, all, name);
      vectors.put(name, shown);
    }
    return vectors;
  }

  private static String distance(Distance distance) {
    return switch (distance) {
      case COSINE -> "Cosine";
      case DOT -> "Dot";
      case EUCLID -> "Euclid";
      case MANHATTAN -> "Manhattan";
    };
  }

  private static @Nullable Map<String, @Nullable Object> given(
      Map<String, @Nullable Object> stored, String name) {
    if (!stored.containsKey(name)) {
      return null;
    }
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    overlay(given, stored, name);
    return given;
  }

  private static void overlay(
      Map<String, @Nullable Object> defaults, Map<String, @Nullable Object> stored, String name) {
    if (stored.get(name) instanceof Map<?, ?> given) {
      given.forEach((key, value) -> defaults.put(String.valueOf(key), value));
    }
  }
}
