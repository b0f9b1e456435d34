package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.JsonWithInt.ListValue;
import io.qdrant.client.grpc.JsonWithInt.NullValue;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.vdb.core.model.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns payloads into messages and back. Integers stay integers, and 5.0 stays a double. */
final class PayloadMessages {

  private PayloadMessages() {}

  static Payload payload(Map<String, Value> fields, Field at) {
    return fields.isEmpty() ? Payload.EMPTY : Payload.of(map(fields, at));
  }

  private static Map<String, @Nullable Object> map(Map<String, Value> fields, Field at) {
    Map<String, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(fields.size());
    fields.forEach((name, value) -> map.put(name, value(value, at)));
    return map;
  }

  private static @Nullable Object value(Value value, Field at) {
    SupportedFields.checkKnown(value, at);
    return switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> null;
      case DOUBLE_VALUE -> value.getDoubleValue();
      case INTEGER_VALUE -> value.getIntegerValue();
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case STRUCT_VALUE -> {
        SupportedFields.checkKnown(value.getStructValue(), at);
        yield map(value.getStructValue().getFieldsMap(), at);
      }
      case LIST_VALUE -> {
        SupportedFields.checkKnown(value.getListValue(), at);
        List<@Nullable Object> list = new ArrayList<>(value.getListValue().getValuesCount());
        for (Value element : value.getListValue().getValuesList()) {
          list.add(value(element, at));
        }
        yield list;
      }
    };
  }

  static Map<String, Value> fields(Map<String, ? extends @Nullable Object> payload) {
    Map<String, Value> fields = LinkedHashMap.newLinkedHashMap(payload.size());
    payload.forEach((name, value) -> fields.put(name, value(value)));
    return fields;
  }

  private static Value value(@Nullable Object value) {
    Value.Builder message = Value.newBuilder();
    switch (value) {
      case null -> message.setNullValue(NullValue.NULL_VALUE);
      case Boolean b -> message.setBoolValue(b);
      case Integer n -> message.setIntegerValue(n);
      case Long n -> message.setIntegerValue(n);
      case Double n -> message.setDoubleValue(n);
      case String s -> message.setStringValue(s);
      case Map<?, ?> map -> {
        Struct.Builder struct = Struct.newBuilder();
        map.forEach((name, inside) -> struct.putFields(String.valueOf(name), value(inside)));
        message.setStructValue(struct);
      }
      case List<?> list -> {
        ListValue.Builder elements = ListValue.newBuilder();
        list.forEach(element -> elements.addValues(value(element)));
        message.setListValue(elements);
      }
      default -> throw new IllegalArgumentException("no JSON: " + value.getClass().getName());
    }
    return message.build();
  }
}
