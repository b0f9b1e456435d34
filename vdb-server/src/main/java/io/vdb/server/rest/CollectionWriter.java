package io.vdb.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.DeclaredField;
import io.vdb.core.model.JsonValues;
import io.vdb.core.model.NamedVectors;
import io.vdb.server.api.CollectionState;
import io.vdb.server.api.ShownSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the state and settings of a collection, with all fields that clients require. */
final class CollectionWriter {

  private CollectionWriter() {}

  static void state(JsonGenerator out, CollectionState state) throws IOException {
    CollectionInfo info = state.info();
    out.writeStartObject();
    out.writeStringField("status", status(info.status()));
    optimizerStatus(out, "optimizer_status", info);
    out.writeNumberField("indexed_vectors_count", info.indexedVectors());
    out.writeNumberField("points_count", info.points());
    out.writeNumberField("segments_count", info.segments());
    out.writeFieldName("config");
    config(out, ShownSettings.of(info.config()));
    out.writeFieldName("payload_schema");
    schema(out, state.fields());
    out.writeEndObject();
  }

  private static void schema(JsonGenerator out, List<DeclaredField> fields) throws IOException {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    fields.forEach(field -> schema.put(field.field().toString(), shown(field)));
    JsonValues.writeValue(out, schema);
  }

  private static Map<String, @Nullable Object> shown(DeclaredField field) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("data_type", field.index().type().label());
    field.index().params().ifPresent(params -> shown.put("params", params.asMapOnce()));
    shown.put("points", field.points());
    return shown;
  }

  /** Writes whether the collection can be written, as a field of this name. */
  static void optimizerStatus(JsonGenerator out, String field, CollectionInfo info)
      throws IOException {
    out.writeFieldName(field);
    if (info.status() == CollectionStatus.RED) {
      out.writeStartObject();
      out.writeStringField("error", ShownSettings.CANNOT_BE_WRITTEN);
      out.writeEndObject();
    } else {
      out.writeString("ok");
    }
  }

  static String status(CollectionStatus status) {
    return switch (status) {
      case GREEN -> "green";
      case YELLOW -> "yellow";
      case RED -> "red";
    };
  }

  private static void config(JsonGenerator out, ShownSettings settings) throws IOException {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    whole.put("params", params(settings));
    whole.put("hnsw_config", settings.hnsw());
    whole.put("optimizer_config", settings.optimizers());
    whole.put("wal_config", settings.wal());
    whole.put("quantization_config", settings.quantization());
    if (settings.metadata() != null) {
      whole.put("metadata", settings.metadata());
    }
    if (settings.strictMode() != null) {
      whole.put("strict_mode_config", settings.strictMode());
    }
    JsonValues.writeValue(out, whole);
  }

  /** Returns the parameters of a collection, its vectors among them. */
  static Map<String, @Nullable Object> params(ShownSettings settings) {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put(
        "vectors",
        settings.unnamed() ? settings.vectors().get(NamedVectors.DEFAULT) : settings.vectors());
    if (!settings.sparseVectors().isEmpty()) {
      params.put("sparse_vectors", settings.sparseVectors());
    }
    params.putAll(settings.params());
    return params;
  }
}
