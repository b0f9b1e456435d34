package io.vdb.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Distance;
import io.vdb.core.model.JsonValues;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the state and settings of a collection, with all fields that clients require. */
final class CollectionWriter {

  private CollectionWriter() {}

  static void info(JsonGenerator out, CollectionInfo info) throws IOException {
    out.writeStartObject();
    out.writeStringField("status", status(info.status()));
    out.writeFieldName("optimizer_status");
    if (info.status() == CollectionStatus.RED) {
      out.writeStartObject();
      out.writeStringField("error", "the collection cannot be written; the log says why");
      out.writeEndObject();
    } else {
      out.writeString("ok");
    }
    out.writeNumberField("indexed_vectors_count", info.indexedVectors());
    out.writeNumberField("points_count", info.points());
    out.writeNumberField("segments_count", info.segments());
    out.writeFieldName("config");
    config(out, info.config());
    out.writeObjectFieldStart("payload_schema");
    out.writeEndObject();
    out.writeEndObject();
  }

  private static String status(CollectionStatus status) {
    return switch (status) {
      case GREEN -> "green";
      case YELLOW -> "yellow";
      case RED -> "red";
    };
  }

  private static String distance(Distance distance) {
    return switch (distance) {
      case COSINE -> "Cosine";
      case DOT -> "Dot";
      case EUCLID -> "Euclid";
    };
  }

  private static void config(JsonGenerator out, CollectionConfig config) throws IOException {
    Map<String, @Nullable Object> stored = config.stored().asMapOnce();

    Map<String, @Nullable Object> vectors = new LinkedHashMap<>();
    vectors.put("size", config.size());
    vectors.put("distance", distance(config.distance()));
    overlay(vectors, stored, StoredSettings.VECTORS);

    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("vectors", vectors);
    params.put("shard_number", 1);
    params.put("replication_factor", 1);
    params.put("write_consistency_factor", 1);
    params.put("on_disk_payload", stored.getOrDefault(StoredSettings.ON_DISK_PAYLOAD, true));

    Map<String, @Nullable Object> hnsw = new LinkedHashMap<>();
    hnsw.put("m", config.hnsw().m());
    hnsw.put("ef_construct", config.hnsw().efConstruct());
    hnsw.put("full_scan_threshold", config.hnsw().fullScanThreshold());
    hnsw.put("max_indexing_threads", 0);
    hnsw.put(StoredSettings.ON_DISK, false);
    overlay(hnsw, stored, StoredSettings.HNSW);

    Map<String, @Nullable Object> optimizers = new LinkedHashMap<>();
    optimizers.put("deleted_threshold", 0.2);
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

    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    whole.put("params", params);
    whole.put("hnsw_config", hnsw);
    whole.put("optimizer_config", optimizers);
    whole.put("wal_config", wal);
    whole.put("quantization_config", null);
    if (stored.containsKey(StoredSettings.METADATA)) {
      whole.put("metadata", stored.get(StoredSettings.METADATA));
    }
    JsonValues.writeValue(out, whole);
  }

  private static void overlay(
      Map<String, @Nullable Object> defaults, Map<String, @Nullable Object> stored, String name) {
    if (stored.get(name) instanceof Map<?, ?> given) {
      given.forEach((key, value) -> defaults.put(String.valueOf(key), value));
    }
  }
}
