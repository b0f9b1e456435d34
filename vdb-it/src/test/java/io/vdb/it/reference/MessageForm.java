package io.vdb.it.reference;

import com.google.protobuf.Timestamp;
import io.qdrant.client.grpc.Common;
import io.qdrant.client.grpc.JsonWithInt.ListValue;
import io.qdrant.client.grpc.JsonWithInt.NullValue;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.model.PointId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Filters, ids and payloads in the form that gRPC has for them. */
final class MessageForm {

  private static final long MICROS = 1_000_000;

  private MessageForm() {}

  static Common.PointId id(PointId id) {
    Common.PointId.Builder message = Common.PointId.newBuilder();
    return switch (id) {
      case PointId.Num(long value) -> message.setNum(value).build();
      case PointId.Uuid(UUID value) -> message.setUuid(value.toString()).build();
    };
  }

  static PointId id(Common.PointId id) {
    return id.hasUuid() ? PointId.of(UUID.fromString(id.getUuid())) : PointId.of(id.getNum());
  }

  static List<Common.PointId> ids(Iterable<PointId> ids) {
    List<Common.PointId> list = new ArrayList<>();
    ids.forEach(id -> list.add(id(id)));
    return list;
  }

  static Map<String, Value> payload(Map<?, ?> payload) {
    Map<String, Value> fields = new LinkedHashMap<>();
    payload.forEach((name, value) -> fields.put(String.valueOf(name), value(value)));
    return fields;
  }

  static Value value(@Nullable Object value) {
    Value.Builder message = Value.newBuilder();
    return switch (value) {
      case null -> message.setNullValue(NullValue.NULL_VALUE).build();
      case String text -> message.setStringValue(text).build();
      case Long number -> message.setIntegerValue(number).build();
      case Double number -> message.setDoubleValue(number).build();
      case Boolean truth -> message.setBoolValue(truth).build();
      case List<?> list ->
          message
              .setListValue(
                  ListValue.newBuilder()
                      .addAllValues(list.stream().map(MessageForm::value).toList()))
              .build();
      case Map<?, ?> object ->
          message.setStructValue(Struct.newBuilder().putAllFields(payload(object))).build();
      default -> throw new IllegalArgumentException(value.getClass() + " is not in payloads");
    };
  }

  static Map<String, @Nullable Object> payloadOf(Map<String, Value> fields) {
    Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    fields.forEach((name, value) -> payload.put(name, valueOf(value)));
    return payload;
  }

  private static @Nullable Object valueOf(Value value) {
    return switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> null;
      case DOUBLE_VALUE -> value.getDoubleValue();
      case INTEGER_VALUE -> value.getIntegerValue();
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case STRUCT_VALUE -> payloadOf(value.getStructValue().getFieldsMap());
      case LIST_VALUE -> {
        List<@Nullable Object> list = new ArrayList<>();
        value.getListValue().getValuesList().forEach(each -> list.add(valueOf(each)));
        yield list;
      }
    };
  }

  static Common.Filter filter(Filter filter) {
    Common.Filter.Builder message = Common.Filter.newBuilder();
    filter.must().forEach(condition -> message.addMust(condition(condition)));
    filter.should().forEach(condition -> message.addShould(condition(condition)));
    filter.mustNot().forEach(condition -> message.addMustNot(condition(condition)));
    Filter.MinShould atLeast = filter.minShould();
    if (atLeast != null) {
      Common.MinShould.Builder counted =
          Common.MinShould.newBuilder().setMinCount(atLeast.minCount());
      atLeast.conditions().forEach(condition -> counted.addConditions(condition(condition)));
      message.setMinShould(counted);
    }
    return message.build();
  }

  static Common.Condition condition(Condition condition) {
    Common.Condition.Builder message = Common.Condition.newBuilder();
    Common.FieldCondition.Builder field = Common.FieldCondition.newBuilder();
    switch (condition) {
      case Condition.MatchAny c -> field.setKey(c.field().toString()).setMatch(any(c.values()));
      case Condition.MatchExcept c ->
          field.setKey(c.field().toString()).setMatch(except(c.values()));
      case Condition.MatchText c -> field.setKey(c.field().toString()).setMatch(text(c));
      case Condition.Range c -> {
        Common.Range.Builder range = Common.Range.newBuilder();
        given(c.gt(), range::setGt);
        given(c.gte(), range::setGte);
        given(c.lt(), range::setLt);
        given(c.lte(), range::setLte);
        field.setKey(c.field().toString()).setRange(range);
      }
      case Condition.DateTimeRange c -> {
        Common.DatetimeRange.Builder range = Common.DatetimeRange.newBuilder();
        given(c.gt(), micros -> range.setGt(time(micros)));
        given(c.gte(), micros -> range.setGte(time(micros)));
        given(c.lt(), micros -> range.setLt(time(micros)));
        given(c.lte(), micros -> range.setLte(time(micros)));
        field.setKey(c.field().toString()).setDatetimeRange(range);
      }
      case Condition.ValuesCount c -> {
        Common.ValuesCount.Builder count = Common.ValuesCount.newBuilder();
        given(c.gt(), count::setGt);
        given(c.gte(), count::setGte);
        given(c.lt(), count::setLt);
        given(c.lte(), count::setLte);
        field.setKey(c.field().toString()).setValuesCount(count);
      }
      case Condition.Geo c -> area(field.setKey(c.field().toString()), c.area());
      case Condition.NestedObject c ->
          message.setNested(
              Common.NestedCondition.newBuilder()
                  .setKey(c.field().toString())
                  .setFilter(filter(c.filter())));
      case Condition.HasVector c ->
          message.setHasVector(Common.HasVectorCondition.newBuilder().setHasVector(c.name()));
      case Condition.HasId c ->
          message.setHasId(Common.HasIdCondition.newBuilder().addAllHasId(ids(c.ids())));
      case Condition.IsNull c ->
          message.setIsNull(Common.IsNullCondition.newBuilder().setKey(c.field().toString()));
      case Condition.IsEmpty c ->
          message.setIsEmpty(Common.IsEmptyCondition.newBuilder().setKey(c.field().toString()));
      case Condition.Nested c -> message.setFilter(filter(c.filter()));
      default -> throw new IllegalArgumentException("no message has it: " + condition);
    }
    if (!field.getKey().isEmpty()) {
      message.setField(field);
    }
    return message.build();
  }

  private static <T> void given(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  private static Timestamp time(long micros) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(micros, MICROS))
        .setNanos((int) Math.floorMod(micros, MICROS) * 1_000)
        .build();
  }

  private static Common.Match any(Set<Object> values) {
    Common.Match.Builder match = Common.Match.newBuilder();
    Object first = values.iterator().next();
    return values.size() > 1
        ? first instanceof String
            ? match.setKeywords(strings(values)).build()
            : match.setIntegers(integers(values)).build()
        : switch (first) {
          case String text -> match.setKeyword(text).build();
          case Long number -> match.setInteger(number).build();
          default -> match.setBoolean((Boolean) first).build();
        };
  }

  private static Common.Match except(Set<Object> values) {
    Common.Match.Builder match = Common.Match.newBuilder();
    return values.iterator().next() instanceof String
        ? match.setExceptKeywords(strings(values)).build()
        : match.setExceptIntegers(integers(values)).build();
  }

  private static Common.RepeatedStrings strings(Set<Object> values) {
    Common.RepeatedStrings.Builder strings = Common.RepeatedStrings.newBuilder();
    values.forEach(value -> strings.addStrings((String) value));
    return strings.build();
  }

  private static Common.RepeatedIntegers integers(Set<Object> values) {
    Common.RepeatedIntegers.Builder integers = Common.RepeatedIntegers.newBuilder();
    values.forEach(value -> integers.addIntegers((Long) value));
    return integers.build();
  }

  private static Common.Match text(Condition.MatchText condition) {
    Common.Match.Builder match = Common.Match.newBuilder();
    return switch (condition.how()) {
      case TEXT -> match.setText(condition.text()).build();
      case ANY_WORD -> match.setTextAny(condition.text()).build();
      case PHRASE -> match.setPhrase(condition.text()).build();
      case PREFIX -> throw new IllegalArgumentException("no message has it: " + condition);
    };
  }

  private static void area(Common.FieldCondition.Builder field, GeoArea area) {
    switch (area) {
      case GeoArea.BoundingBox(GeoPoint topLeft, GeoPoint bottomRight) ->
          field.setGeoBoundingBox(
              Common.GeoBoundingBox.newBuilder()
                  .setTopLeft(place(topLeft))
                  .setBottomRight(place(bottomRight)));
      case GeoArea.Circle(GeoPoint center, double radius) ->
          field.setGeoRadius(
              Common.GeoRadius.newBuilder().setCenter(place(center)).setRadius((float) radius));
      case GeoArea.Polygon(List<GeoPoint> exterior, List<List<GeoPoint>> interiors) -> {
        Common.GeoPolygon.Builder polygon =
            Common.GeoPolygon.newBuilder().setExterior(ring(exterior));
        interiors.forEach(hole -> polygon.addInteriors(ring(hole)));
        field.setGeoPolygon(polygon);
      }
    }
  }

  private static Common.GeoLineString ring(List<GeoPoint> ring) {
    Common.GeoLineString.Builder line = Common.GeoLineString.newBuilder();
    ring.forEach(point -> line.addPoints(place(point)));
    return line.build();
  }

  static Common.GeoPoint place(GeoPoint point) {
    return Common.GeoPoint.newBuilder().setLat(point.lat()).setLon(point.lon()).build();
  }
}
