package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change of what is declared of one field, and its form in the system log. */
sealed interface SchemaChange {

  /** Kinds of record. Their meaning never changes. */
  String CREATE = "create_payload_index";

  /** Another kind of record. */
  String DELETE = "delete_payload_index";

  /** Declares something of a field, and nothing else of it. */
  record Create(PayloadPath field, FieldIndex index) implements SchemaChange {}

  /** Declares nothing of a field any more. */
  record Delete(PayloadPath field) implements SchemaChange {}

  /** Returns the field. */
  PayloadPath field();

  /** Tells whether records of this kind are changes of schemas. */
  static boolean isRecorded(@Nullable Object kind) {
    return CREATE.equals(kind) || DELETE.equals(kind);
  }

  /** Returns the kind of its record. */
  default String kind() {
    return this instanceof Create ? CREATE : DELETE;
  }

  /** Returns the schema that it makes of another one. */
  default PayloadSchema after(PayloadSchema before) {
    return switch (this) {
      case Create create -> before.with(create.field(), create.index());
      case Delete delete -> before.without(delete.field());
    };
  }

  /**
   * Refuses a field whose name no record can hold.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT}
   */
  default void check() {
    if (!field().isWellFormed() || !canBeReadAgain(field())) {
      throw VdbException.invalid("a field of this name cannot have an index");
    }
  }

  private static boolean canBeReadAgain(PayloadPath field) {
    try {
      return PayloadPath.parse(field.toString()).equals(field);
    } catch (VdbException e) {
      return false; // a name has a quotation mark
    }
  }

  /** Returns what its record says of the field. */
  default Map<String, @Nullable Object> toFields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("field", field().toString());
    if (this instanceof Create(PayloadPath _, FieldIndex index)) {
      fields.put("type", index.type().label());
      index.params().ifPresent(params -> fields.put("params", params.asMapOnce()));
    }
    return fields;
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException when it is not readable
   * @throws VdbException for the same reason
   */
  static SchemaChange fromFields(Object kind, Map<String, @Nullable Object> fields) {
    PayloadPath field = PayloadPath.parse(String.valueOf(fields.get("field")));
    if (kind.equals(DELETE)) {
      return new Delete(field);
    }
    FieldType type =
        FieldType.of(String.valueOf(fields.get("type")))
            .orElseThrow(() -> new IllegalArgumentException("unknown type of field"));
    return new Create(
        field,
        switch (fields.get("params")) {
          case null -> FieldIndex.of(type);
          case Map<?, ?> params -> FieldIndex.of(type, payload(params));
          default -> throw new IllegalArgumentException("params is not an object");
        });
  }

  private static Payload payload(Map<?, ?> params) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    params.forEach((name, value) -> copy.put(String.valueOf(name), value));
    return Payload.of(copy);
  }
}
