package io.vdb.server.grpc.qdrant;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.qdrant.client.grpc.Collections.BoolIndexParams;
import io.qdrant.client.grpc.Collections.DatetimeIndexParams;
import io.qdrant.client.grpc.Collections.FloatIndexParams;
import io.qdrant.client.grpc.Collections.GeoIndexParams;
import io.qdrant.client.grpc.Collections.IntegerIndexParams;
import io.qdrant.client.grpc.Collections.KeywordIndexParams;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.StopwordsSet;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.UuidIndexParams;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.model.DeclaredField;
import io.vdb.core.model.Payload;
import io.vdb.server.api.NewPayloadIndex;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages about payload indexes. */
final class PayloadIndexMessages {

  private static final Field FIELD_TYPE = Field.ROOT.at("field_type");
  private static final Field PARAMS = Field.ROOT.at("field_index_params");

  private PayloadIndexMessages() {}

  /** Reads what is to be declared. */
  static FieldIndex index(CreateFieldIndexCollection request) {
    if (!request.hasFieldType()) {
      throw Field.ROOT.missing("field_type");
    }
    FieldType type =
        switch (request.getFieldType()) {
          case FieldTypeKeyword -> FieldType.KEYWORD;
          case FieldTypeInteger -> FieldType.INTEGER;
          case FieldTypeFloat -> FieldType.FLOAT;
          case FieldTypeGeo -> FieldType.GEO;
          case FieldTypeText -> FieldType.TEXT;
          case FieldTypeBool -> FieldType.BOOL;
          case FieldTypeDatetime -> FieldType.DATETIME;
          case FieldTypeUuid -> FieldType.UUID;
          case UNRECOGNIZED -> throw FIELD_TYPE.malformed("not a type of field");
        };
    PayloadIndexParams params = request.getFieldIndexParams();
    SupportedFields.checkKnown(params, PARAMS);
    if (params.getIndexParamsCase() == PayloadIndexParams.IndexParamsCase.INDEXPARAMS_NOT_SET) {
      return FieldIndex.of(type);
    }
    Map.Entry<FieldDescriptor, Object> given =
        params.getAllFields().entrySet().iterator().next();
    String name = given.getKey().getName();
    Field at = PARAMS.at(name);
    if (!name.equals(type.label() + "_index_params")) {
      throw at.malformed("the field is of type `" + type.label() + "`");
    }
    NewPayloadIndex wanted = new NewPayloadIndex();
    wanted.type(type);
    read(wanted, (Message) given.getValue(), at);
    return wanted.index(at);
  }

  private static void read(NewPayloadIndex wanted, Message params, Field at) {
    SupportedFields.checkKnown(params, at);
    if (params instanceof TextIndexParams text && text.getTokenizerValue() == 0) {
      throw at.missing("tokenizer");
    }
    params
        .getAllFields()
        .forEach(
            (field, value) -> {
              Field place = at.at(field.getName());
              switch (value) {
                case Boolean flag -> wanted.flag(field.getName(), flag);
                case Long length -> wanted.length(field.getName(), place.usize(length));
                case EnumValueDescriptor tokenizer ->
                    wanted.tokenizer(place, tokenizer.getName().toLowerCase(Locale.ROOT));
                case StopwordsSet stopwords -> stopwords(wanted, stopwords, place);
                default -> throw place.notSupported();
              }
            });
  }

  private static void stopwords(NewPayloadIndex wanted, StopwordsSet message, Field at) {
    SupportedFields.checkKnown(message, at);
    if (message.getLanguagesCount() > 0) {
      throw NewPayloadIndex.stopwordsOfLanguage(at.at("languages"));
    }
    wanted.stopwords(List.copyOf(message.getCustomList()));
  }

  /** Tells what is declared of a field. */
  static PayloadSchemaInfo info(DeclaredField field) {
    PayloadSchemaInfo.Builder info =
        PayloadSchemaInfo.newBuilder()
            .setDataType(type(field.index().type()))
            .setPoints(field.points());
    field
        .index()
        .params()
        .ifPresent(params -> info.setParams(params(field.index().type(), params)));
    return info.build();
  }

  private static PayloadSchemaType type(FieldType type) {
    return switch (type) {
      case KEYWORD -> PayloadSchemaType.Keyword;
      case INTEGER -> PayloadSchemaType.Integer;
      case FLOAT -> PayloadSchemaType.Float;
      case GEO -> PayloadSchemaType.Geo;
      case TEXT -> PayloadSchemaType.Text;
      case BOOL -> PayloadSchemaType.Bool;
      case DATETIME -> PayloadSchemaType.Datetime;
      case UUID -> PayloadSchemaType.Uuid;
    };
  }

  private static PayloadIndexParams params(FieldType type, Payload params) {
    Map<String, @Nullable Object> values = params.asMapOnce();
    PayloadIndexParams.Builder all = PayloadIndexParams.newBuilder();
    return switch (type) {
      case KEYWORD ->
          all.setKeywordIndexParams(filled(KeywordIndexParams.newBuilder(), values)).build();
      case INTEGER ->
          all.setIntegerIndexParams(filled(IntegerIndexParams.newBuilder(), values)).build();
      case FLOAT -> all.setFloatIndexParams(filled(FloatIndexParams.newBuilder(), values)).build();
      case GEO -> all.setGeoIndexParams(filled(GeoIndexParams.newBuilder(), values)).build();
      case TEXT -> all.setTextIndexParams(filled(TextIndexParams.newBuilder(), values)).build();
      case BOOL -> all.setBoolIndexParams(filled(BoolIndexParams.newBuilder(), values)).build();
      case DATETIME ->
          all.setDatetimeIndexParams(filled(DatetimeIndexParams.newBuilder(), values)).build();
      case UUID -> all.setUuidIndexParams(filled(UuidIndexParams.newBuilder(), values)).build();
    };
  }

  /** Sets fields by the names that both protocols have for them. */
  private static <B extends Message.Builder> B filled(
      B message, Map<String, @Nullable Object> values) {
    values.forEach(
        (name, value) -> {
          FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
          if (field != null && value != null) {
            message.setField(field, converted(field, value));
          }
        });
    return message;
  }

  private static Object converted(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case ENUM ->
          field.getEnumType().getValues().stream()
              .filter(known -> known.getName().equalsIgnoreCase(String.valueOf(value)))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException(String.valueOf(value)));
      case MESSAGE -> stopwords(value);
      default -> value;
    };
  }

  private static StopwordsSet stopwords(Object value) {
    StopwordsSet.Builder set = StopwordsSet.newBuilder();
    if (value instanceof Map<?, ?> map && map.get("custom") instanceof List<?> custom) {
      custom.forEach(word -> set.addCustom(String.valueOf(word)));
    }
    return set.build();
  }
}
