package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.qdrant.client.grpc.Collections;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.CollectionParamsDiff;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.MaxOptimizationThreads;
import io.qdrant.client.grpc.Collections.MultiVectorComparator;
import io.qdrant.client.grpc.Collections.MultiVectorConfig;
import io.qdrant.client.grpc.Collections.OptimizerStatus;
import io.qdrant.client.grpc.Collections.OptimizersConfigDiff;
import io.qdrant.client.grpc.Collections.ShardingMethod;
import io.qdrant.client.grpc.Collections.SparseIndexConfig;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsDiff;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Collections.VectorsConfigDiff;
import io.qdrant.client.grpc.Collections.WalConfigDiff;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.DeclaredField;
import io.vdb.core.model.NamedVectors;
import io.vdb.server.api.CollectionState;
import io.vdb.server.api.HnswChange;
import io.vdb.server.api.NewCollection;
import io.vdb.server.api.NewSparseVector;
import io.vdb.server.api.NewVector;
import io.vdb.server.api.Place;
import io.vdb.server.api.ShownSettings;
import io.vdb.server.api.VectorChange;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads settings of new collections, and writes state and settings of those that exist. */
final class CollectionMessages {

  private static final SupportedFields CREATE =
      SupportedFields.of(
          CreateCollection.getDescriptor(),
          "collection_name", "hnsw_config", "wal_config", "optimizers_config", "shard_number",
          "on_disk_payload", "timeout", "vectors_config", "replication_factor",
          "write_consistency_factor", "sharding_method", "metadata", "sparse_vectors_config",
          "quantization_config", "strict_mode_config");
  private static final SupportedFields UPDATE =
      SupportedFields.of(
          UpdateCollection.getDescriptor(),
          "collection_name", "optimizers_config", "timeout", "params", "hnsw_config",
          "vectors_config", "metadata", "quantization_config", "strict_mode_config",
          "sparse_vectors_config");
  private static final SupportedFields PARAMS =
      SupportedFields.of(
          CollectionParamsDiff.getDescriptor(),
          "replication_factor", "write_consistency_factor", "on_disk_payload");
  private static final SupportedFields VECTOR_CHANGE =
      SupportedFields.of(VectorParamsDiff.getDescriptor(), "hnsw_config", "quantization_config", "on_disk");
  private static final SupportedFields VECTORS =
      SupportedFields.of(
          VectorParams.getDescriptor(),
          "size", "distance", "hnsw_config", "quantization_config", "multivector_config", "on_disk",
          "datatype");

  private static final SupportedFields SPARSE_INDEX =
      SupportedFields.of(
          SparseIndexConfig.getDescriptor(), "full_scan_threshold", "on_disk", "datatype");

  private CollectionMessages() {}

  static CollectionConfig config(CreateCollection message) {
    Field at = Field.ROOT;
    CREATE.check(message, at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    NewCollection settings = new NewCollection();
    if (message.hasVectorsConfig()) {
      vectors(settings, message.getVectorsConfig(), at.at("vectors_config"));
    } else if (message.getSparseVectorsConfig().getMapCount() == 0) {
      throw at.missing("vectors_config");
    }
    sparseVectors(settings, message.getSparseVectorsConfig(), at.at("sparse_vectors_config"));
    hnsw(settings.hnsw(), message.getHnswConfig(), at.at("hnsw_config"));
    optimizers(settings, message.getOptimizersConfig(), at.at("optimizers_config"));
    wal(settings, message.getWalConfig(), at.at("wal_config"));
    if (message.hasOnDiskPayload()) {
      settings.onDiskPayload(message.getOnDiskPayload());
    }
    if (message.hasQuantizationConfig()) {
      Field place = at.at("quantization_config");
      settings.quantization(
          place, QuantizationMessages.read(message.getQuantizationConfig(), place));
    }
    if (message.getMetadataCount() > 0) {
      settings.metadata(PayloadMessages.payload(message.getMetadataMap(), at.at("metadata")));
    }
    StrictModeMessages.read(
        settings.strictMode(), message.getStrictModeConfig(), at.at("strict_mode_config"));
    onlyOne(message.hasShardNumber(), message.getShardNumber(), at.at("shard_number"));
    onlyOne(
        message.hasReplicationFactor(),
        message.getReplicationFactor(),
        at.at("replication_factor"));
    onlyOne(
        message.hasWriteConsistencyFactor(),
        message.getWriteConsistencyFactor(),
        at.at("write_consistency_factor"));
    if (message.hasShardingMethod()) {
      boolean auto = message.getShardingMethod() == ShardingMethod.Auto;
      NewCollection.shardingMethod(at.at("sharding_method"), auto ? "auto" : "custom");
    }
    return settings.config(at);
  }

  /** Reads what is to change of a collection that is there. */
  static NewCollection change(UpdateCollection message) {
    Field at = Field.ROOT;
    UPDATE.check(message, at);
    RequestOptions.checkTimeout(message.hasTimeout(), message.getTimeout(), at);
    NewCollection settings = new NewCollection();
    hnsw(settings.hnsw(), message.getHnswConfig(), at.at("hnsw_config"));
    optimizers(settings, message.getOptimizersConfig(), at.at("optimizers_config"));
    params(settings, message.getParams(), at.at("params"));
    if (message.hasQuantizationConfig()) {
      Field place = at.at("quantization_config");
      Map<String, ?> wanted =
          QuantizationMessages.readChange(message.getQuantizationConfig(), place);
      if (wanted == null) {
        settings.withoutQuantization();
      } else {
        settings.quantization(place, wanted);
      }
    }
    vectorChanges(settings, message.getVectorsConfig(), at.at("vectors_config"));
    sparseVectors(settings, message.getSparseVectorsConfig(), at.at("sparse_vectors_config"));
    StrictModeMessages.read(
        settings.strictMode(), message.getStrictModeConfig(), at.at("strict_mode_config"));
    if (message.getMetadataCount() > 0) {
      settings.metadata(PayloadMessages.payload(message.getMetadataMap(), at.at("metadata")));
    }
    return settings;
  }

  private static void params(NewCollection settings, CollectionParamsDiff message, Field at) {
    PARAMS.check(message, at);
    if (message.hasOnDiskPayload()) {
      settings.onDiskPayload(message.getOnDiskPayload());
    }
    onlyOne(
        message.hasReplicationFactor(),
        message.getReplicationFactor(),
        at.at("replication_factor"));
    onlyOne(
        message.hasWriteConsistencyFactor(),
        message.getWriteConsistencyFactor(),
        at.at("write_consistency_factor"));
  }

  private static void vectorChanges(NewCollection settings, VectorsConfigDiff message, Field at) {
    SupportedFields.checkKnown(message, at);
    switch (message.getConfigCase()) {
      case PARAMS ->
          vectorChange(
              settings.vectorChange(NamedVectors.DEFAULT), message.getParams(), at.at("params"));
      case PARAMS_MAP -> {
        Field all = at.at("params_map");
        SupportedFields.checkKnown(message.getParamsMap(), all);
        message
            .getParamsMap()
            .getMapMap()
            .forEach(
                (name, params) ->
                    vectorChange(
                        settings.vectorChange(name), params, all.at(Place.shown(name))));
      }
      case CONFIG_NOT_SET -> {}
    }
  }

  private static void vectorChange(VectorChange change, VectorParamsDiff message, Field at) {
    VECTOR_CHANGE.check(message, at);
    if (message.hasOnDisk()) {
      change.onDisk(message.getOnDisk());
    }
    hnsw(change.hnsw(), message.getHnswConfig(), at.at("hnsw_config"));
    if (message.hasQuantizationConfig()) {
      Field place = at.at("quantization_config");
      Map<String, ?> wanted =
          QuantizationMessages.readChange(message.getQuantizationConfig(), place);
      if (wanted == null) {
        change.withoutQuantization();
      } else {
        change.quantization(place, wanted);
      }
    }
  }

  private static void onlyOne(boolean given, int unsigned, Field at) {
    if (given) {
      NewCollection.onlyOne(at, at.usize(Integer.toUnsignedLong(unsigned)));
    }
  }

  private static void vectors(NewCollection settings, VectorsConfig message, Field at) {
    SupportedFields.checkKnown(message, at);
    settings.hasVectors();
    switch (message.getConfigCase()) {
      case PARAMS ->
          vector(settings.unnamedVector(), message.getParams(), at.at("params"));
      case PARAMS_MAP -> {
        Field all = at.at("params_map");
        SupportedFields.checkKnown(message.getParamsMap(), all);
        message
            .getParamsMap()
            .getMapMap()
            .forEach(
                (name, params) -> {
                  Field place = all.at(Place.shown(name));
                  vector(settings.namedVector(place, name), params, place);
                });
      }
      case CONFIG_NOT_SET -> throw at.missing("params");
    }
  }

  private static void vector(NewVector settings, VectorParams message, Field at) {
    VECTORS.check(message, at);
    Field size = at.at("size");
    settings.size(size, size.usize(message.getSize()));
    settings.distance(at.at("distance"), message.getDistance().name());
    if (message.hasOnDisk()) {
      settings.onDisk(message.getOnDisk());
    }
    if (message.hasDatatype() && message.getDatatype() != Datatype.Default) {
      settings.datatype(
          at.at("datatype"), message.getDatatype().name().toLowerCase(Locale.ROOT));
    }
    if (message.hasMultivectorConfig()) {
      rows(settings, message.getMultivectorConfig(), at.at("multivector_config"));
    }
    hnsw(settings.hnsw(), message.getHnswConfig(), at.at("hnsw_config"));
    if (message.hasQuantizationConfig()) {
      Field place = at.at("quantization_config");
      settings.quantization(
          place, QuantizationMessages.read(message.getQuantizationConfig(), place));
    }
  }

  /** Reads how the rows of a multivector are compared. */
  static void rows(NewVector settings, MultiVectorConfig message, Field at) {
    SupportedFields.checkKnown(message, at);
    settings.rows(
        at.at("comparator"),
        message.getComparator() == MultiVectorComparator.MaxSim ? ShownSettings.MAX_SIM : "");
  }

  private static void sparseVectors(
      NewCollection settings, SparseVectorConfig message, Field at) {
    SupportedFields.checkKnown(message, at);
    Field all = at.at("map");
    message
        .getMapMap()
        .forEach(
            (name, params) -> {
              Field place = all.at(Place.shown(name));
              sparseVector(settings.sparseVector(place, name), params, place);
            });
  }

  private static void sparseVector(
      NewSparseVector settings, SparseVectorParams message, Field at) {
    SupportedFields.checkKnown(message, at);
    if (message.hasModifier()) {
      settings.modifier(
          at.at("modifier"), message.getModifier().name().toLowerCase(Locale.ROOT));
    }
    SparseIndexConfig index = message.getIndex();
    Field place = at.at("index");
    SPARSE_INDEX.check(index, place);
    if (index.hasFullScanThreshold()) {
      settings.fullScanThreshold(
          place.at("full_scan_threshold").usize(index.getFullScanThreshold()));
    }
    if (index.hasOnDisk()) {
      settings.onDisk(index.getOnDisk());
    }
    if (index.hasDatatype() && index.getDatatype() != Datatype.Default) {
      settings.datatype(
          place.at("datatype"), index.getDatatype().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void hnsw(HnswChange change, HnswConfigDiff message, Field at) {
    SupportedFields.checkKnown(message, at);
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              Field place = at.at(field.getName());
              switch (value) {
                case Long number -> change.set(place, field.getName(), place.usize(number));
                case Boolean onDisk when field.getNumber() == HnswConfigDiff.ON_DISK_FIELD_NUMBER ->
                    change.onDisk(onDisk);
                default -> throw place.notSupported();
              }
            });
  }

  private static void optimizers(
      NewCollection settings, OptimizersConfigDiff message, Field at) {
    SupportedFields.checkKnown(message, at);
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              Field place = at.at(field.getName());
              switch (value) {
                case Long number -> {
                  boolean deprecated =
                      field.getNumber()
                          == OptimizersConfigDiff.DEPRECATED_MAX_OPTIMIZATION_THREADS_FIELD_NUMBER;
                  settings.optimizers(
                      place,
                      deprecated ? ShownSettings.OPTIMIZATION_THREADS : field.getName(),
                      place.usize(number));
                }
                case Double share -> settings.deletedThreshold(place, share);
                case Boolean prevent -> settings.preventUnoptimized(place, prevent);
                case MaxOptimizationThreads threads -> threads(settings, threads, place);
                default -> throw place.notSupported();
              }
            });
  }

  private static void threads(
      NewCollection settings, MaxOptimizationThreads message, Field at) {
    SupportedFields.checkKnown(message, at);
    switch (message.getVariantCase()) {
      case VALUE ->
          settings.optimizers(
              at, ShownSettings.OPTIMIZATION_THREADS, at.usize(message.getValue()));
      case SETTING ->
          settings.optimizationThreads(
              at, message.getSetting().name().toLowerCase(Locale.ROOT));
      case VARIANT_NOT_SET -> throw at.malformed("expected a number or `auto`");
    }
  }

  private static void wal(NewCollection settings, WalConfigDiff message, Field at) {
    SupportedFields.checkKnown(message, at);
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              Field place = at.at(field.getName());
              if (!(value instanceof Long number)) {
                throw place.notSupported();
              }
              settings.wal(place, field.getName(), place.usize(number));
            });
  }

  static Collections.CollectionInfo info(CollectionState state) {
    CollectionInfo info = state.info();
    boolean red = info.status() == CollectionStatus.RED;
    OptimizerStatus.Builder optimizer = OptimizerStatus.newBuilder().setOk(!red);
    if (red) {
      optimizer.setError(ShownSettings.CANNOT_BE_WRITTEN);
    }
    Collections.CollectionInfo.Builder shown =
        Collections.CollectionInfo.newBuilder()
            .setStatus(status(info.status()))
            .setOptimizerStatus(optimizer)
            .setSegmentsCount(info.segments())
            .setConfig(config(ShownSettings.of(info.config())))
            .setPointsCount(info.points())
            .setIndexedVectorsCount(info.indexedVectors());
    for (DeclaredField field : state.fields()) {
      shown.putPayloadSchema(field.field().toString(), PayloadIndexMessages.info(field));
    }
    return shown.build();
  }

  private static Collections.CollectionStatus status(CollectionStatus status) {
    return switch (status) {
      case GREEN -> Collections.CollectionStatus.Green;
      case YELLOW -> Collections.CollectionStatus.Yellow;
      case RED -> Collections.CollectionStatus.Red;
    };
  }

  private static Collections.CollectionConfig config(ShownSettings settings) {
    CollectionParams.Builder params = CollectionParams.newBuilder();
    fill(params, settings.params());
    params.setVectorsConfig(vectors(settings));
    if (!settings.sparseVectors().isEmpty()) {
      params.setSparseVectorsConfig(sparseVectors(settings));
    }
    HnswConfigDiff.Builder hnsw = HnswConfigDiff.newBuilder();
    fill(hnsw, settings.hnsw());
    OptimizersConfigDiff.Builder optimizers = OptimizersConfigDiff.newBuilder();
    fill(optimizers, settings.optimizers());
    WalConfigDiff.Builder wal = WalConfigDiff.newBuilder();
    fill(wal, settings.wal());
    Collections.CollectionConfig.Builder config =
        Collections.CollectionConfig.newBuilder()
            .setParams(params)
            .setHnswConfig(hnsw)
            .setOptimizerConfig(optimizers)
            .setWalConfig(wal);
    Map<String, @Nullable Object> quantization = settings.quantization();
    if (quantization != null) {
      config.setQuantizationConfig(QuantizationMessages.write(quantization));
    }
    Map<String, @Nullable Object> strictMode = settings.strictMode();
    if (strictMode != null) {
      config.setStrictModeConfig(StrictModeMessages.write(strictMode));
    }
    Map<String, @Nullable Object> metadata = settings.metadata();
    return metadata == null
        ? config.build()
        : config.putAllMetadata(PayloadMessages.fields(metadata)).build();
  }

  private static VectorsConfig vectors(ShownSettings settings) {
    Map<String, VectorParams> all = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, @Nullable Object>> shown : settings.vectors().entrySet()) {
      VectorParams.Builder params = VectorParams.newBuilder();
      Map<String, @Nullable Object> values = new LinkedHashMap<>(shown.getValue());
      if (values.remove(ShownSettings.QUANTIZATION) instanceof Map<?, ?> given) {
        Map<String, @Nullable Object> quantization = new LinkedHashMap<>();
        given.forEach((kind, value) -> quantization.put(String.valueOf(kind), value));
        params.setQuantizationConfig(QuantizationMessages.write(quantization));
      }
      if (values.remove(ShownSettings.MULTIVECTOR) != null) {
        params.setMultivectorConfig(
            MultiVectorConfig.newBuilder().setComparator(MultiVectorComparator.MaxSim));
      }
      fill(params, values);
      all.put(shown.getKey(), params.build());
    }
    VectorParams unnamed = settings.unnamed() ? all.get(NamedVectors.DEFAULT) : null;
    return unnamed != null
        ? VectorsConfig.newBuilder().setParams(unnamed).build()
        : VectorsConfig.newBuilder()
            .setParamsMap(VectorParamsMap.newBuilder().putAllMap(all))
            .build();
  }

  private static SparseVectorConfig sparseVectors(ShownSettings settings) {
    SparseVectorConfig.Builder all = SparseVectorConfig.newBuilder();
    settings
        .sparseVectors()
        .forEach(
            (name, shown) -> {
              SparseVectorParams.Builder params = SparseVectorParams.newBuilder();
              if (shown.get("index") instanceof Map<?, ?> given) {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                given.forEach((key, value) -> values.put(String.valueOf(key), value));
                SparseIndexConfig.Builder index = SparseIndexConfig.newBuilder();
                fill(index, values);
                params.setIndex(index);
              }
              if (shown.get("modifier") instanceof String modifier) {
                fill(params, Map.of("modifier", modifier));
              }
              all.putMap(name, params.build());
            });
    return all.build();
  }

  /** Sets fields by the names that both protocols have for them. */
  private static void fill(Message.Builder message, Map<String, @Nullable Object> values) {
    values.forEach(
        (name, value) -> {
          FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
          if (value != null && field != null) {
            message.setField(
                field,
                value instanceof Map<?, ?> group
                    ? nested(message.newBuilderForField(field), group)
                    : converted(field, value));
          }
        });
  }

  private static Message nested(Message.Builder message, Map<?, ?> group) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    group.forEach((name, value) -> values.put(String.valueOf(name), value));
    fill(message, values);
    return message.build();
  }

  private static Object converted(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> ((Number) value).intValue();
      case LONG -> ((Number) value).longValue();
      case ENUM -> enumValue(field, String.valueOf(value));
      case MESSAGE ->
          MaxOptimizationThreads.newBuilder().setValue(((Number) value).longValue()).build();
      default -> value;
    };
  }

  private static Object enumValue(FieldDescriptor field, String name) {
    return field.getEnumType().getValues().stream()
        .filter(value -> value.getName().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }
}
