package io.vdb.server.rest;

import io.vdb.core.model.CollectionConfig;
import io.vdb.server.api.HnswChange;
import io.vdb.server.api.NewCollection;
import io.vdb.server.api.NewSparseVector;
import io.vdb.server.api.NewVector;
import io.vdb.server.api.VectorChange;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the settings of a new collection, or what is to change of one that is there. */
final class CreateCollectionReader {

  /** Fields of a vector that hold objects, and so are no vectors with names. */
  private static final Set<String> OBJECTS_OF_VECTORS =
      Set.of("hnsw_config", "quantization_config", "multivector_config", "memory");

  private final JsonReader in;
  private final NewCollection settings = new NewCollection();

  private CreateCollectionReader(JsonReader in) {
    this.in = in;
  }

  static CollectionConfig read(byte[] body) {
    return JsonReader.read(body, in -> new CreateCollectionReader(in).read());
  }

  /** Reads what is to change of a collection that is there. */
  static NewCollection readChange(byte[] body) {
    return JsonReader.read(body, in -> new CreateCollectionReader(in).readChange());
  }

  /** Takes a value that is there. */
  @FunctionalInterface
  private interface Value {
    void take() throws IOException;
  }

  private void unlessNull(Value value) throws IOException {
    if (!in.isNull()) {
      value.take();
    }
  }

  private CollectionConfig read() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "vectors" -> readVectors();
            case "sparse_vectors" -> unlessNull(this::readSparseVectors);
            case "hnsw_config" -> unlessNull(() -> readHnsw(settings.hnsw()));
            case "optimizers_config" -> unlessNull(this::readOptimizers);
            case "wal_config" -> unlessNull(this::readWal);
            case "on_disk_payload" -> unlessNull(() -> settings.onDiskPayload(in.bool()));
            case "metadata" -> unlessNull(() -> settings.metadata(in.payload()));
            case "shard_number", "replication_factor", "write_consistency_factor" ->
                unlessNull(() -> NewCollection.onlyOne(in, in.usize()));
            case "sharding_method" ->
                unlessNull(() -> NewCollection.shardingMethod(in, in.string()));
            case "quantization_config" ->
                unlessNull(() -> settings.quantization(in, in.payload().asMapOnce()));
            case "strict_mode_config" -> unlessNull(this::readStrictMode);
            case "init_from", "payload", "id_tracker" -> in.unsupported();
            default ->
                throw in.unknownField(
                    name, "vectors", "sparse_vectors", "hnsw_config", "optimizers_config",
                    "wal_config", "on_disk_payload", "metadata", "shard_number", "sharding_method",
                    "replication_factor", "write_consistency_factor",
                    "quantization_config", "strict_mode_config");
          }
        });
    return settings.config(in);
  }

  private NewCollection readChange() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "vectors" -> unlessNull(this::readVectorChanges);
            case "hnsw_config" -> unlessNull(() -> readHnsw(settings.hnsw()));
            case "optimizers_config" -> unlessNull(this::readOptimizers);
            case "params" -> unlessNull(this::readParams);
            case "metadata" -> unlessNull(() -> settings.metadata(in.payload()));
            case "quantization_config" ->
                unlessNull(
                    () ->
                        readQuantizationChange(
                            given -> settings.quantization(in, given),
                            settings::withoutQuantization));
            case "strict_mode_config" -> unlessNull(this::readStrictMode);
            case "sparse_vectors" -> unlessNull(this::readSparseVectors);
            default ->
                throw in.unknownField(
                    name, "vectors", "sparse_vectors", "hnsw_config", "optimizers_config", "params", "metadata",
                    "quantization_config", "strict_mode_config");
          }
        });
    return settings;
  }

  private void readStrictMode() throws IOException {
    StrictModeReader.read(in, settings.strictMode());
  }

  private void readQuantizationChange(
      Consumer<Map<String, @Nullable Object>> wanted, Runnable notWanted) throws IOException {
    if (!in.isString()) {
      wanted.accept(in.payload().asMapOnce());
    } else if (in.string().equals("Disabled")) {
      notWanted.run();
    } else {
      throw in.malformed("unknown variant, expected `Disabled` or an object");
    }
  }

  private void readVectorChanges() throws IOException {
    in.object(
        name -> {
          VectorChange change = settings.vectorChange(name);
          in.object(
              field -> {
                switch (field) {
                  case "on_disk" -> unlessNull(() -> change.onDisk(in.bool()));
                  case "hnsw_config" -> unlessNull(() -> readHnsw(change.hnsw()));
                  case "quantization_config" ->
                      unlessNull(
                          () ->
                              readQuantizationChange(
                                  given -> change.quantization(in, given),
                                  change::withoutQuantization));
                  default ->
                      throw in.unknownField(
                          field, "hnsw_config", "quantization_config", "on_disk");
                }
              });
        });
  }

  private void readHnsw(HnswChange change) throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "m", "ef_construct", "full_scan_threshold", "max_indexing_threads" ->
                unlessNull(() -> change.set(in, name, in.usize()));
            case "on_disk" -> unlessNull(() -> change.onDisk(in.bool()));
            case "payload_m", "inline_storage", "memory" -> in.unsupported();
            default ->
                throw in.unknownField(
                    name, "m", "ef_construct", "full_scan_threshold", "max_indexing_threads",
                    "on_disk");
          }
        });
  }

  private void readParams() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "on_disk_payload" -> unlessNull(() -> settings.onDiskPayload(in.bool()));
            case "replication_factor", "write_consistency_factor" ->
                unlessNull(() -> NewCollection.onlyOne(in, in.usize()));
            case "read_fan_out_factor", "read_fan_out_delay_ms" -> in.unsupported();
            default ->
                throw in.unknownField(
                    name, "on_disk_payload", "replication_factor", "write_consistency_factor");
          }
        });
  }

  /**
   * Reads the vectors: the settings of one without a name, or an object of settings for each name.
   * They are told apart by what is in the first field that says it.
   */
  private void readVectors() throws IOException {
    settings.hasVectors();
    boolean[] unnamed = new boolean[1];
    boolean[] named = new boolean[1];
    in.object(
        name -> {
          boolean group = in.isObject() && !OBJECTS_OF_VECTORS.contains(name);
          (group ? named : unnamed)[0] = true;
          if (named[0] && unnamed[0]) {
            throw in.malformed("`vectors` are either one without a name, or each has one");
          }
          if (group) {
            NewVector vector = settings.namedVector(in, name);
            in.object(field -> readVectorField(vector, field));
            checkComplete(vector);
          } else {
            readVectorField(settings.unnamedVector(), name);
          }
        });
    if (unnamed[0]) {
      checkComplete(settings.unnamedVector());
    }
  }

  private void checkComplete(NewVector vector) {
    String missing = vector.missing();
    if (missing != null) {
      throw in.missing(missing);
    }
  }

  private void readVectorField(NewVector vector, String name) throws IOException {
    switch (name) {
      case "size" -> vector.size(in, in.usize());
      case "distance" -> vector.distance(in, in.string());
      case "on_disk" -> unlessNull(() -> vector.onDisk(in.bool()));
      case "datatype" -> unlessNull(() -> vector.datatype(in, in.string()));
      case "hnsw_config" -> unlessNull(() -> readHnsw(vector.hnsw()));
      case "quantization_config" ->
          unlessNull(() -> vector.quantization(in, in.payload().asMapOnce()));
      case "multivector_config" -> unlessNull(() -> readRows(in, vector));
      case "memory" -> in.unsupported();
      default ->
          throw in.unknownField(
              name, "size", "distance", "hnsw_config", "quantization_config",
              "multivector_config", "on_disk", "datatype");
    }
  }

  /** Reads how the rows of a multivector are compared. */
  static void readRows(JsonReader in, NewVector vector) throws IOException {
    boolean[] given = new boolean[1];
    in.object(
        name -> {
          if (!name.equals("comparator")) {
            throw in.unknownField(name, "comparator");
          }
          given[0] = true;
          vector.rows(in, in.string());
        });
    if (!given[0]) {
      throw in.missing("comparator");
    }
  }

  private void readSparseVectors() throws IOException {
    in.object(
        name -> {
          NewSparseVector vector = settings.sparseVector(in, name);
          in.object(field -> readSparseField(vector, field));
        });
  }

  private void readSparseField(NewSparseVector vector, String name) throws IOException {
    switch (name) {
      case "modifier" -> unlessNull(() -> vector.modifier(in, in.string()));
      case "index" -> unlessNull(() -> in.object(field -> readSparseIndex(vector, field)));
      default -> throw in.unknownField(name, "index", "modifier");
    }
  }

  private void readSparseIndex(NewSparseVector vector, String name) throws IOException {
    switch (name) {
      case "full_scan_threshold" -> unlessNull(() -> vector.fullScanThreshold(in.usize()));
      case "on_disk" -> unlessNull(() -> vector.onDisk(in.bool()));
      case "datatype" -> unlessNull(() -> vector.datatype(in, in.string()));
      case "memory" -> in.unsupported();
      default -> throw in.unknownField(name, "full_scan_threshold", "on_disk", "datatype");
    }
  }

  private void readOptimizers() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "deleted_threshold" ->
                unlessNull(() -> settings.deletedThreshold(in, in.f64()));
            case "vacuum_min_vector_number",
                "default_segment_number",
                "memmap_threshold",
                "indexing_threshold",
                "flush_interval_sec",
                "max_segment_size" ->
                unlessNull(() -> settings.optimizers(in, name, in.usize()));
            case "max_optimization_threads" -> unlessNull(() -> readOptimizationThreads(name));
            case "prevent_unoptimized" ->
                unlessNull(() -> settings.preventUnoptimized(in, in.bool()));
            default ->
                throw in.unknownField(
                    name, "deleted_threshold", "vacuum_min_vector_number",
                    "default_segment_number", "max_segment_size", "memmap_threshold",
                    "indexing_threshold", "flush_interval_sec", "max_optimization_threads");
          }
        });
  }

  private void readOptimizationThreads(String name) throws IOException {
    if (in.isString()) {
      settings.optimizationThreads(in, in.string());
    } else {
      settings.optimizers(in, name, in.usize());
    }
  }

  private void readWal() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "wal_capacity_mb", "wal_segments_ahead", "wal_retain_closed" ->
                unlessNull(() -> settings.wal(in, name, in.usize()));
            default ->
                throw in.unknownField(
                    name, "wal_capacity_mb", "wal_segments_ahead", "wal_retain_closed");
          }
        });
  }
}
