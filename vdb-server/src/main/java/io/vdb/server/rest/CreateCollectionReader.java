package io.vdb.server.rest;

import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.Payload;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of a new collection. Settings without effect are kept under the names that
 * {@link StoredSettings} knows, so that they can be given back.
 */
final class CreateCollectionReader {

  private static final int MAX_LINKS = 256;
  private static final int MAX_EF_CONSTRUCT = 3_200;

  private final JsonReader in;
  private final Map<String, @Nullable Object> stored = new LinkedHashMap<>();
  private @Nullable Integer size;
  private @Nullable Distance distance;
  private HnswConfig hnsw = HnswConfig.DEFAULT;

  private CreateCollectionReader(JsonReader in) {
    this.in = in;
  }

  static CollectionConfig read(byte[] body) {
    return JsonReader.read(body, in -> new CreateCollectionReader(in).read());
  }

  private CollectionConfig read() throws IOException {
    boolean[] vectors = {false};
    in.object(
        name -> {
          switch (name) {
            case "vectors" -> {
              readVectors();
              vectors[0] = true;
            }
            case "hnsw_config" -> readHnsw();
            case "optimizers_config" -> readOptimizers();
            case "wal_config" -> readWal();
            case "on_disk_payload" -> storeBoolean(stored, StoredSettings.ON_DISK_PAYLOAD);
            case "metadata" -> {
              if (!in.isNull()) {
                stored.put(StoredSettings.METADATA, in.payload().asMap());
              }
            }
            case "shard_number", "replication_factor", "write_consistency_factor" -> onlyOne();
            case "sharding_method" -> onlyText("auto");
            case "quantization_config",
                "sparse_vectors",
                "strict_mode_config",
                "init_from",
                "payload",
                "id_tracker" ->
                in.unsupported();
            default ->
                throw in.unknownField(
                    name, "vectors", "hnsw_config", "optimizers_config", "wal_config",
                    "on_disk_payload", "metadata", "shard_number", "sharding_method",
                    "replication_factor", "write_consistency_factor");
          }
        });
    if (!vectors[0] || size == null || distance == null) {
      throw in.missing("vectors");
    }
    return new CollectionConfig(size, distance, hnsw, Payload.of(stored));
  }

  private void readVectors() throws IOException {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    in.object(
        name -> {
          switch (name) {
            case "size" -> size = in.usize(1, CollectionConfig.MAX_SIZE);
            case "distance" -> distance = distance();
            case "on_disk" -> storeBoolean(kept, StoredSettings.ON_DISK);
            case "datatype" -> {
              onlyText("float32");
              if (!in.isNull()) {
                kept.put(StoredSettings.DATATYPE, "float32");
              }
            }
            case "hnsw_config", "quantization_config", "multivector_config", "memory" ->
                in.unsupported();
            default -> {
              if (in.isObject()) {
                throw in.unsupported("named vectors");
              }
              throw in.unknownField(name, "size", "distance", "on_disk", "datatype");
            }
          }
        });
    if (size == null) {
      throw in.missing("size");
    }
    if (distance == null) {
      throw in.missing("distance");
    }
    keep(StoredSettings.VECTORS, kept);
  }

  private Distance distance() throws IOException {
    String name = in.string();
    return switch (name) {
      case "Cosine" -> Distance.COSINE;
      case "Dot" -> Distance.DOT;
      case "Euclid" -> Distance.EUCLID;
      case "Manhattan" -> throw in.unsupportedValue("`Manhattan` is not supported by this server");
      default ->
          throw in.malformed(
              "unknown variant, expected one of `Cosine`, `Euclid`, `Dot`, `Manhattan`");
    };
  }

  private void readHnsw() throws IOException {
    if (in.isNull()) {
      return;
    }
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    int[] values = {hnsw.m(), hnsw.efConstruct(), hnsw.fullScanThreshold()};
    in.object(
        name -> {
          switch (name) {
            case "m" -> values[0] = in.isNull() ? values[0] : in.usize(2, MAX_LINKS);
            case "ef_construct" ->
                values[1] = in.isNull() ? values[1] : in.usize(4, MAX_EF_CONSTRUCT);
            case "full_scan_threshold" -> values[2] = in.isNull() ? values[2] : in.usize(10);
            case "max_indexing_threads" -> storeInteger(kept, name, 0);
            case "on_disk" -> storeBoolean(kept, StoredSettings.ON_DISK);
            case "payload_m", "inline_storage", "memory" -> in.unsupported();
            default ->
                throw in.unknownField(
                    name, "m", "ef_construct", "full_scan_threshold", "max_indexing_threads",
                    "on_disk");
          }
        });
    hnsw = new HnswConfig(values[0], values[1], values[2]);
    keep(StoredSettings.HNSW, kept);
  }

  private void readOptimizers() throws IOException {
    if (in.isNull()) {
      return;
    }
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    in.object(
        name -> {
          switch (name) {
            case "deleted_threshold" -> {
              if (!in.isNull()) {
                double value = in.f64();
                if (value < 0 || value > 1) {
                  throw in.invalid("value " + value + " invalid, must be from 0 to 1");
                }
                kept.put(name, value);
              }
            }
            case "vacuum_min_vector_number" -> storeInteger(kept, name, 100);
            case "default_segment_number",
                "memmap_threshold",
                "indexing_threshold",
                "flush_interval_sec" ->
                storeInteger(kept, name, 0);
            case "max_segment_size" -> storeInteger(kept, name, 1);
            case "max_optimization_threads" -> {
              if (in.isString()) {
                onlyText("auto");
              } else {
                storeInteger(kept, name, 0);
              }
            }
            case "prevent_unoptimized" -> {
              if (!in.isNull() && in.bool()) {
                throw in.unsupportedValue("`true` is not supported by this server");
              }
            }
            default ->
                throw in.unknownField(
                    name, "deleted_threshold", "vacuum_min_vector_number",
                    "default_segment_number", "max_segment_size", "memmap_threshold",
                    "indexing_threshold", "flush_interval_sec", "max_optimization_threads");
          }
        });
    keep(StoredSettings.OPTIMIZERS, kept);
  }

  private void readWal() throws IOException {
    if (in.isNull()) {
      return;
    }
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    in.object(
        name -> {
          switch (name) {
            case "wal_capacity_mb", "wal_retain_closed" -> storeInteger(kept, name, 1);
            case "wal_segments_ahead" -> storeInteger(kept, name, 0);
            default ->
                throw in.unknownField(
                    name, "wal_capacity_mb", "wal_segments_ahead", "wal_retain_closed");
          }
        });
    keep(StoredSettings.WAL, kept);
  }

  private void keep(String name, Map<String, @Nullable Object> kept) {
    if (!kept.isEmpty()) {
      stored.put(name, kept);
    }
  }

  private void storeInteger(Map<String, @Nullable Object> kept, String name, int min)
      throws IOException {
    if (!in.isNull()) {
      kept.put(name, (long) in.usize(min));
    }
  }

  private void storeBoolean(Map<String, @Nullable Object> kept, String name) throws IOException {
    if (!in.isNull()) {
      kept.put(name, in.bool());
    }
  }

  private void onlyOne() throws IOException {
    if (!in.isNull()) {
      int value = in.usize(1);
      if (value != 1) {
        throw in.unsupportedValue(
            "value " + value + " is not supported by this server, which is a single node");
      }
    }
  }

  private void onlyText(String accepted) throws IOException {
    if (!in.isNull() && !in.string().equals(accepted)) {
      throw in.unsupportedValue("only `" + accepted + "` is supported by this server");
    }
  }
}
