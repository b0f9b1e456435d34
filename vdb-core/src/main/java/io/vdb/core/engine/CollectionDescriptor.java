package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.DataType;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.VectorConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A collection as the system log knows it.
 *
 * @param name what clients call it
 * @param uuid what its folder is called, never used twice
 * @param config its settings
 * @param schema what was declared of its payloads when it was opened
 * @param plainSize components of the default vector that it was created with, where those alone stand
 *     in records of its log; 0 where there was none
 */
record CollectionDescriptor(
    String name, UUID uuid, CollectionConfig config, PayloadSchema schema, int plainSize) {

  private static final String SCHEMA = "schema";
  private static final String PLAIN_SIZE = "plain_size";
  private static final String SINCE = "since";

  /** Fields of the description that two collections may differ in that hold the same vectors. */
  private static final Set<String> NOT_VECTORS =
      Set.of("m", "ef_construct", "full_scan_threshold", "stored", SCHEMA, PLAIN_SIZE);

  /** A new collection, of whose payloads nothing is declared. */
  CollectionDescriptor(String name, UUID uuid, CollectionConfig config) {
    this(name, uuid, config, PayloadSchema.EMPTY, plainSize(config));
  }

  private static int plainSize(CollectionConfig config) {
    VectorConfig standard = config.vector(NamedVectors.DEFAULT);
    return standard != null && standard.isPlain() && standard.since() == 0 ? standard.size() : 0;
  }

  /** Returns what becomes of it. */
  CollectionDescriptor after(SchemaChange change) {
    return with(change.after(schema));
  }

  /** Returns the same with other settings. */
  CollectionDescriptor with(CollectionConfig settings) {
    return new CollectionDescriptor(name, uuid, settings, schema, plainSize);
  }

  /** Returns the same with something else declared. */
  CollectionDescriptor with(PayloadSchema declared) {
    return new CollectionDescriptor(name, uuid, config, declared, plainSize);
  }

  Map<String, @Nullable Object> toFields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("uuid", uuid.toString());
    VectorConfig only = plainDefault();
    if (only == null) {
      fields.put("vectors", vectorFields());
      fields.put("sparse_vectors", sparseFields());
    } else {
      fields.put("size", only.size());
      fields.put("distance", only.distance().name());
    }
    putHnsw(fields, config.hnsw());
    if (plainSize != plainSize(config)) {
      fields.put(PLAIN_SIZE, (long) plainSize);
    }
    fields.put("stored", config.stored().asMap());
    return fields;
  }

  /**
   * Returns all that is known of it but what it is called, as {@link #ofDescription} reads it: its
   * settings, and what is declared of its payloads.
   */
  Map<String, @Nullable Object> toDescription() {
    Map<String, @Nullable Object> fields = toFields();
    fields.remove("name");
    fields.remove("uuid");
    List<Object> declared = new ArrayList<>();
    schema
        .fields()
        .forEach(
            (field, index) -> declared.add(new SchemaChange.Create(field, index).toFields()));
    fields.put(SCHEMA, declared);
    return fields;
  }

  /**
   * Returns the part of the description that says which vectors it has, without their graphs, and
   * whenever it got them.
   */
  Map<String, @Nullable Object> shape() {
    Map<String, VectorConfig> vectors = new LinkedHashMap<>();
    config
        .vectors()
        .forEach((name, vector) -> vectors.put(name, vector.withHnsw(null).withSince(0)));
    Map<String, SparseConfig> sparse = new LinkedHashMap<>();
    config.sparseVectors().forEach((name, vector) -> sparse.put(name, vector.withSince(0)));
    CollectionConfig withoutGraphs =
        new CollectionConfig(vectors, sparse, config.hnsw(), config.stored());
    Map<String, @Nullable Object> fields = with(withoutGraphs).toDescription();
    fields.keySet().removeAll(NOT_VECTORS);
    return fields;
  }

  /**
   * Reads a description.
   *
   * @throws IllegalArgumentException when it is not readable
   * @throws VdbException for the same reason
   */
  static CollectionDescriptor ofDescription(
      String name, UUID uuid, Map<String, @Nullable Object> description) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(description);
    fields.put("name", name);
    fields.put("uuid", uuid.toString());
    CollectionDescriptor described = fromFields(fields);
    if (!(fields.get(SCHEMA) instanceof List<?> declared)) {
      throw new IllegalArgumentException(SCHEMA + " is not a list");
    }
    for (Object value : declared) {
      if (!(value instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException("a declaration is not an object");
      }
      Map<String, @Nullable Object> declaration = new LinkedHashMap<>();
      map.forEach((key, part) -> declaration.put(String.valueOf(key), part));
      described = described.after(SchemaChange.fromFields(SchemaChange.CREATE, declaration));
    }
    return described;
  }

  /** Returns the one vector of a collection as the first versions knew them; nothing for others. */
  private @Nullable VectorConfig plainDefault() {
    VectorConfig only = config.isUnnamed() ? config.vector(NamedVectors.DEFAULT) : null;
    return only != null && only.isPlain() && only.hnsw() == null && only.since() == 0
        ? only
        : null;
  }

  private Map<String, @Nullable Object> vectorFields() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    config
        .vectors()
        .forEach(
            (name, vector) -> {
              Map<String, @Nullable Object> fields = new LinkedHashMap<>();
              fields.put("size", vector.size());
              fields.put("distance", vector.distance().name());
              fields.put("datatype", vector.dataType().name());
              fields.put("multi", vector.multi());
              putSince(fields, vector.since());
              if (vector.hnsw() != null) {
                putHnsw(fields, vector.hnsw());
              }
              all.put(name, fields);
            });
    return all;
  }

  private Map<String, @Nullable Object> sparseFields() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    config
        .sparseVectors()
        .forEach(
            (name, sparse) -> {
              Map<String, @Nullable Object> fields = new LinkedHashMap<>();
              fields.put("idf", sparse.idf());
              putSince(fields, sparse.since());
              all.put(name, fields);
            });
    return all;
  }

  private static void putSince(Map<String, @Nullable Object> fields, long since) {
    if (since > 0) {
      fields.put(SINCE, since);
    }
  }

  private static long since(Map<String, @Nullable Object> fields) {
    return fields.get(SINCE) instanceof Long since ? since : 0;
  }

  private static void putHnsw(Map<String, @Nullable Object> fields, HnswConfig hnsw) {
    fields.put("m", hnsw.m());
    fields.put("ef_construct", hnsw.efConstruct());
    fields.put("full_scan_threshold", hnsw.fullScanThreshold());
  }

  private static HnswConfig hnsw(Map<String, @Nullable Object> fields) {
    return new HnswConfig(
        number(fields, "m"),
        number(fields, "ef_construct"),
        number(fields, "full_scan_threshold"));
  }

  private static Map<String, VectorConfig> vectors(Map<String, @Nullable Object> fields) {
    if (!fields.containsKey("vectors")) {
      return Map.of(NamedVectors.DEFAULT, VectorConfig.of(number(fields, "size"), distance(fields)));
    }
    Map<String, VectorConfig> vectors = new LinkedHashMap<>();
    object(fields, "vectors")
        .keySet()
        .forEach(name -> vectors.put(name, vector(object(object(fields, "vectors"), name))));
    return vectors;
  }

  private static VectorConfig vector(Map<String, @Nullable Object> fields) {
    return new VectorConfig(
        number(fields, "size"),
        distance(fields),
        DataType.valueOf(text(fields, "datatype")),
        fields.containsKey("m") ? hnsw(fields) : null,
        bool(fields, "multi"),
        since(fields));
  }

  private static Map<String, SparseConfig> sparseVectors(Map<String, @Nullable Object> fields) {
    Map<String, SparseConfig> vectors = new LinkedHashMap<>();
    if (fields.containsKey("sparse_vectors")) {
      Map<String, @Nullable Object> all = object(fields, "sparse_vectors");
      all.keySet()
          .forEach(name -> vectors.put(name, sparse(object(all, name))));
    }
    return vectors;
  }

  private static SparseConfig sparse(Map<String, @Nullable Object> fields) {
    return new SparseConfig(bool(fields, "idf"), since(fields));
  }

  private static Distance distance(Map<String, @Nullable Object> fields) {
    return Distance.valueOf(text(fields, "distance"));
  }

  static CollectionDescriptor fromFields(Map<String, @Nullable Object> fields) {
    try {
      CollectionConfig config =
          new CollectionConfig(
              vectors(fields),
              sparseVectors(fields),
              hnsw(fields),
              Payload.of(object(fields, "stored")));
      return new CollectionDescriptor(
          text(fields, "name"),
          UUID.fromString(text(fields, "uuid")),
          config,
          PayloadSchema.EMPTY,
          fields.containsKey(PLAIN_SIZE) ? number(fields, PLAIN_SIZE) : plainSize(config));
    } catch (IllegalArgumentException e) {
      throw new VdbException(
          ErrorCode.DATA_LOSS, "the system log holds an unreadable collection: " + fields, e);
    }
  }

  private static String text(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof String value) {
      return value;
    }
    throw new IllegalArgumentException(name + " is not a text");
  }

  private static int number(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof Long value) {
      return Math.toIntExact(value);
    }
    throw new IllegalArgumentException(name + " is not a number");
  }

  private static boolean bool(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof Boolean value) {
      return value;
    }
    throw new IllegalArgumentException(name + " is neither true nor false");
  }

  private static Map<String, @Nullable Object> object(
      Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
      return copy;
    }
    throw new IllegalArgumentException(name + " is not an object");
  }
}
