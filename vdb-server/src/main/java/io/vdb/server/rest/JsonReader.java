package io.vdb.server.rest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.JsonText;
import io.vdb.core.model.JsonValues;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.Place;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request body as a stream of tokens. Every method reads the value at the current token,
 * leaves the reader on the value's last token, and refuses what does not fit with a message that
 * says where in the body it is.
 */
final class JsonReader implements Place {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();
  private static final int FIRST_VECTOR_LENGTH = 128;

  private final JsonParser parser;
  private int vectorLength = FIRST_VECTOR_LENGTH;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads a whole body. */
  @FunctionalInterface
  interface Document<T> {
    T read(JsonReader in) throws IOException;
  }

  /** Reads the value of one field of an object. */
  @FunctionalInterface
  interface Field {
    void read(String name) throws IOException;
  }

  /** Reads one element of an array. */
  @FunctionalInterface
  interface Element {
    void read() throws IOException;
  }

  /** Reads {@code body}, which must be one JSON value and nothing else. */
  static <T> T read(byte[] body, Document<T> document) {
    try (JsonParser parser = FACTORY.createParser(JsonText.joinSurrogates(body))) {
      JsonReader in = new JsonReader(parser);
      if (parser.nextToken() == null) {
        throw in.malformed("EOF while parsing a value");
      }
      T value = document.read(in);
      if (parser.nextToken() != null) {
        throw in.malformed("trailing characters");
      }
      return value;
    } catch (JacksonException e) {
      throw ApiException.malformed(
          "Format error in JSON body: " + reason(e) + at(e.getLocation()));
    } catch (CharConversionException e) {
      throw ApiException.malformed("Format error in JSON body: the text is not UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says what is wrong with the text, without the parser's advice to its own users. */
  private static String reason(JacksonException e) {
    if (e instanceof JsonEOFException) {
      return "EOF while parsing a value";
    }
    String text = e.getOriginalMessage().lines().findFirst().orElse("malformed");
    for (String advice : List.of(": enable `", " (start marker", " (for ")) {
      int at = text.indexOf(advice);
      text = at < 0 ? text : text.substring(0, at);
    }
    return shown(text, 200);
  }

  /** Reads an object; the fields must be read or refused by {@code field}. */
  void object(Field field) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw expected("an object");
    }
    List<String> seen = new ArrayList<>(8);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (seen.contains(name)) {
        throw malformed("duplicate field `" + Place.shown(name) + "`");
      }
      seen.add(name);
      parser.nextToken();
      field.read(name);
    }
  }

  /** Reads an array. */
  void array(Element element) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw expected("a sequence");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  boolean isString() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  boolean isInteger() {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
  }

  boolean isBoolean() {
    return parser.currentToken().isBoolean();
  }

  String string() throws IOException {
    if (!isString()) {
      throw expected("a string");
    }
    return parser.getText();
  }

  boolean bool() throws IOException {
    if (!isBoolean()) {
      throw expected("a boolean");
    }
    return parser.getBooleanValue();
  }

  /** Reads a whole number that is not negative. */
  int usize() throws IOException {
    if (!isInteger()) {
      throw expected("usize");
    }
    if (parser.getNumberType() != JsonParser.NumberType.INT || parser.getIntValue() < 0) {
      throw malformed("invalid value: integer `" + Place.shown(parser.getText()) + "`, expected usize");
    }
    return parser.getIntValue();
  }

  /** Reads a whole number that is not negative; one too large for a long is as good as the largest. */
  long count() throws IOException {
    if (!isInteger()) {
      throw expected("usize");
    }
    boolean large = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
    if (parser.getText().startsWith("-")) {
      throw malformed(
          "invalid value: integer `" + Place.shown(parser.getText()) + "`, expected usize");
    }
    return large ? Long.MAX_VALUE : parser.getLongValue();
  }

  /** Reads a whole number that fits a long. */
  long wholeNumber() throws IOException {
    if (!isInteger()) {
      throw expected("i64");
    }
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw malformed(
          "invalid value: integer `" + Place.shown(parser.getText()) + "`, expected i64");
    }
    return parser.getLongValue();
  }

  /** Reads a whole number of at least {@code min}. */
  int usize(int min) throws IOException {
    return atLeast(usize(), min);
  }

  /** Reads a number that fits a float. */
  float f32() throws IOException {
    if (!parser.currentToken().isNumeric()) {
      throw expected("f32");
    }
    float value = parser.getFloatValue();
    if (!Float.isFinite(value)) {
      throw malformed("number `" + Place.shown(parser.getText()) + "` is out of the range of f32");
    }
    return value;
  }

  /** Reads a number that fits a double. */
  double f64() throws IOException {
    if (!parser.currentToken().isNumeric()) {
      throw expected("f64");
    }
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw malformed("number `" + Place.shown(parser.getText()) + "` is out of the range of f64");
    }
    return value;
  }

  /** Reads the numbers of an array whose first token is this one. */
  private float[] numbers(JsonToken first) throws IOException {
    float[] components = new float[vectorLength];
    int length = 0;
    for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      if (length == components.length) {
        components = Arrays.copyOf(components, length * 2);
      }
      components[length++] = f32();
    }
    vectorLength = Math.max(1, length);
    return length == components.length ? components : Arrays.copyOf(components, length);
  }

  /**
   * Reads a vector: a sparse one, a dense one, which is not empty, or an array of them, the rows of a
   * multivector.
   */
  VectorValue vectorValue() throws IOException {
    if (isObject()) {
      return SparseReader.object(this);
    }
    if (!isArray()) {
      throw expected("an array of numbers");
    }
    JsonToken first = parser.nextToken();
    return first == JsonToken.START_ARRAY
        ? multi(rows())
        : new VectorValue.Dense(notEmpty(numbers(first)));
  }

  private List<float[]> rows() throws IOException {
    List<float[]> rows = new ArrayList<>();
    long length = 0;
    for (JsonToken token = parser.currentToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token != JsonToken.START_ARRAY) {
        throw expected("an array of numbers");
      }
      rows.add(numbers(parser.nextToken()));
      length += 1 + rows.getLast().length;
      if (length > 2L * VectorValue.Multi.MAX_COMPONENTS) {
        break; // refused for it, and not held until then
      }
    }
    return rows;
  }

  /** Reads the vectors of a point: the default one alone, or an object of them by name. */
  NamedVectors vectors() throws IOException {
    if (!isObject()) {
      return NamedVectors.of(vectorValue());
    }
    Map<String, VectorValue> vectors = new LinkedHashMap<>();
    object(
        name -> {
          if (isString()) {
            throw unsupported("documents and images");
          }
          vectors.put(name, vectorValue());
          checkCount("vectors", vectors.size(), CollectionConfig.MAX_VECTORS);
        });
    return NamedVectors.of(vectors);
  }

  /** Reads the identifier of a point. */
  PointId pointId() throws IOException {
    if (isInteger()) {
      String text = parser.getText();
      if (text.startsWith("-") || text.length() > 20) {
        throw notAnId(text);
      }
      try {
        return PointId.of(Long.parseUnsignedLong(text));
      } catch (NumberFormatException e) {
        throw notAnId(text);
      }
    }
    if (isString()) {
      return uuid(parser.getText());
    }
    throw expected("a point ID, either an unsigned integer or a UUID");
  }

  /** Reads a list of identifiers. */
  List<PointId> pointIds(int max) throws IOException {
    List<PointId> ids = new ArrayList<>();
    array(
        () -> {
          ids.add(pointId());
          checkCount("ids", ids.size(), max);
        });
    return ids;
  }

  /** Reads a payload; an absent one when it is null. */
  Payload payload() throws IOException {
    if (isNull()) {
      return Payload.EMPTY;
    }
    if (!isObject()) {
      throw expected("a map");
    }
    Object fields = JsonValues.readValue(parser);
    if (fields instanceof Map<?, ?> map) {
      return Payload.of(named(map));
    }
    throw expected("a map");
  }

  @SuppressWarnings("unchecked") // the names of a JSON object are strings
  private static Map<String, @Nullable Object> named(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }

  /** Reads any value as plain Java values. */
  @Nullable Object anything() throws IOException {
    return JsonValues.readValue(parser);
  }

  /** Reads a path into payloads. */
  PayloadPath payloadPath() throws IOException {
    return payloadPath(string());
  }

  /** Passes over a null; anything else in a field that we do not have is refused by name. */
  void unsupported() {
    if (!isNull()) {
      throw notSupported();
    }
  }

  /** Refuses a field that nobody has. */
  ApiException unknownField(String name, String... known) {
    StringBuilder message = new StringBuilder("unknown field `").append(Place.shown(name)).append("`");
    for (int i = 0; i < known.length; i++) {
      message.append(i == 0 ? ", expected one of `" : ", `").append(known[i]).append('`');
    }
    return malformedAt(parentPath(), message.toString());
  }

  /** Reports a field that is missing from the object that was just read. */
  ApiException missing(String name) {
    return malformedAt(path(), "missing field `" + name + "`");
  }

  @Override
  public ApiException invalid(String message) {
    return ApiException.invalid("JSON body", path(), message);
  }

  @Override
  public ApiException invalid(String field, String message) {
    String path = path();
    return ApiException.invalid(
        "JSON body", path.isEmpty() ? field : path + "." + field, message);
  }

  @Override
  public ApiException malformed(String message) {
    return malformedAt(path(), message);
  }

  ApiException expected(String what) {
    JsonToken token = parser.currentToken();
    String found =
        token == null
            ? "nothing"
            : switch (token) {
              case START_OBJECT, END_OBJECT -> "map";
              case START_ARRAY, END_ARRAY -> "sequence";
              case VALUE_STRING -> "string";
              case VALUE_NUMBER_INT -> "integer";
              case VALUE_NUMBER_FLOAT -> "floating point";
              case VALUE_TRUE, VALUE_FALSE -> "boolean";
              case VALUE_NULL -> "null";
              default -> "something else";
            };
    return malformed("invalid type: " + found + ", expected " + what);
  }

  private ApiException malformedAt(String path, String message) {
    return ApiException.malformed(
        "Format error in JSON body: "
            + (path.isEmpty() ? "" : path + ": ")
            + message
            + at(parser.currentLocation()));
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + " column " + Math.max(0, location.getColumnNr() - 1);
  }

  /** Returns where the reader stands, such as {@code points[3].vector[0]}. */
  @Override
  public String path() {
    return path(parser.getParsingContext());
  }

  /** Returns where the object stands whose field is at the current token. */
  private String parentPath() {
    JsonStreamContext object = parser.getParsingContext();
    if (parser.currentToken().isStructStart()) {
      object = object.getParent();
    }
    JsonStreamContext around = object == null ? null : object.getParent();
    return around == null ? "" : path(around);
  }

  private static String path(JsonStreamContext from) {
    StringBuilder path = new StringBuilder();
    for (@Nullable JsonStreamContext at = from; at != null && !at.inRoot(); at = at.getParent()) {
      if (at.inArray() && at.hasCurrentIndex()) {
        path.insert(0, "[" + at.getCurrentIndex() + "]");
      } else if (at.inObject() && at.getCurrentName() != null) {
        path.insert(0, "." + Place.shown(at.getCurrentName()));
      }
    }
    String text = path.toString();
    return shown(text.startsWith(".") ? text.substring(1) : text, 200);
  }

  private static String shown(String text, int characters) {
    return text.length() <= characters ? text : text.substring(0, characters) + "...";
  }
}
