package io.vdb.core.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.vdb.core.error.VdbException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as plain Java values: {@code null}, {@link Boolean}, {@link Long}, {@link
 * Double}, {@link String}, {@link List}, {@link Map}.
 */
public final class JsonValues {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // Otherwise names beyond the basic plane are written as halves that no reader takes.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          // What was written must always be readable; callers bound the size of the whole.
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonValues() {}

  /**
   * Parses a text that must be one JSON object and nothing else.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when it is not
   */
  public static Map<String, @Nullable Object> parseObject(byte[] utf8) {
    try (JsonParser parser = FACTORY.createParser(JsonText.joinSurrogates(utf8))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw VdbException.invalid("a payload must be a JSON object");
      }
      Map<String, @Nullable Object> object = readObject(parser);
      if (parser.nextToken() != null) {
        throw VdbException.invalid("a payload must be one JSON object, but more text follows it");
      }
      return object;
    } catch (JacksonException e) {
      throw new VdbException(
          io.vdb.core.error.ErrorCode.INVALID_ARGUMENT,
          "malformed JSON: " + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the value at the parser's current token; afterwards the parser stands on its last token.
   * Accepts only what {@link #writeValue} can write, so that a value can always be written again.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} on a number too large for a double, or a text
   *     with half of a surrogate pair, which UTF-8 cannot express
   * @throws IOException when the text is malformed
   */
  public static @Nullable Object readValue(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw VdbException.invalid("malformed JSON: unexpected end of input");
    }
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> wellFormed(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
      case VALUE_NUMBER_INT -> {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          yield finite(parser.getDoubleValue());
        }
        yield parser.getLongValue();
      }
      default -> throw VdbException.invalid("malformed JSON: unexpected " + token);
    };
  }

  private static Map<String, @Nullable Object> readObject(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = wellFormed(parser.currentName());
      parser.nextToken();
      map.put(name, readValue(parser));
    }
    return Collections.unmodifiableMap(map);
  }

  private static List<@Nullable Object> readArray(JsonParser parser) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(readValue(parser));
    }
    return Collections.unmodifiableList(list);
  }

  /** Writes an object as UTF-8 text. */
  public static byte[] writeObject(Map<String, ? extends @Nullable Object> object) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      writeValue(generator, object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Writes one value.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} on a type or number that JSON cannot express
   */
  public static void writeValue(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case Boolean b -> out.writeBoolean(b);
      case Long n -> out.writeNumber(n);
      case Integer n -> out.writeNumber(n);
      case Short n -> out.writeNumber(n);
      case Byte n -> out.writeNumber(n);
      case Double n -> writeDouble(out, n);
      case Float n -> writeDouble(out, n.doubleValue());
      case String s -> out.writeString(wellFormed(s));
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.writeFieldName(wellFormed(String.valueOf(entry.getKey())));
          writeValue(out, entry.getValue());
        }
        out.writeEndObject();
      }
      case Iterable<?> list -> {
        out.writeStartArray();
        for (Object element : list) {
          writeValue(out, element);
        }
        out.writeEndArray();
      }
      default ->
          throw VdbException.invalid(
              "a payload cannot hold a value of type " + value.getClass().getName());
    }
  }

  private static void writeDouble(JsonGenerator out, double value) throws IOException {
    out.writeNumber(finite(value));
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw VdbException.invalid("a payload cannot hold the number " + value);
    }
    return value;
  }

  private static String wellFormed(String text) {
    int malformedAt = JsonText.malformedAt(text);
    if (malformedAt >= 0) {
      throw VdbException.invalid(
          "a payload cannot hold half of a surrogate pair, as at character %d of a text"
              .formatted(malformedAt));
    }
    return text;
  }
}
