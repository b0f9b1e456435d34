package io.vdb.server.cli.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.model.PointId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import org.jspecify.annotations.Nullable;

/**
 * A request body, written once and sent as often as needed.
 *
 * <p>Written by one thread; after that it may be sent by another.
 */
public final class JsonBody {

  private static final JsonFactory JSON = new JsonFactory();
  private static final float EXACT_INTEGERS = 1 << 24;

  private final Bytes bytes;
  private final JsonGenerator json;

  private JsonBody(int expectedBytes) throws IOException {
    this.bytes = new Bytes(expectedBytes);
    this.json = JSON.createGenerator(bytes);
  }

  /** What writes the content of a body. */
  @FunctionalInterface
  public interface Content {
    /** Writes one JSON value. */
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Writes a body in one go. */
  public static JsonBody of(Content content) throws IOException {
    JsonBody body = new JsonBody(1 << 10);
    content.writeTo(body.json);
    body.json.close();
    return body;
  }

  /** Starts a body that grows point by point. */
  static JsonBody ofPoints(int expectedBytes) throws IOException {
    JsonBody body = new JsonBody(expectedBytes);
    body.json.writeStartObject();
    body.json.writeArrayFieldStart("points");
    return body;
  }

  void addPoint(PointId id, float[] vector, @Nullable String payload) throws IOException {
    json.writeStartObject();
    json.writeFieldName("id");
    writeId(json, id);
    json.writeFieldName("vector");
    writeVector(json, vector);
    if (payload != null) {
      json.writeFieldName("payload");
      json.writeRawValue(payload);
    }
    json.writeEndObject();
  }

  void endPoints() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.close();
  }

  /** Returns how long the body is so far, including what waits in the generator. */
  int length() {
    return bytes.size() + json.getOutputBuffered();
  }

  BodyPublisher publisher() {
    return bytes.publisher();
  }

  /** Writes an id as clients write it. */
  public static void writeId(JsonGenerator json, PointId id) throws IOException {
    switch (id) {
      case PointId.Num number -> json.writeNumber(number.toString());
      case PointId.Uuid uuid -> json.writeString(uuid.toString());
    }
  }

  /** Writes components so that reading them as floats gives the same floats, in few characters. */
  public static void writeVector(JsonGenerator json, float[] vector) throws IOException {
    json.writeStartArray(vector, vector.length);
    for (float component : vector) {
      int whole = (int) component;
      boolean plain =
          whole == component
              && Math.abs(component) < EXACT_INTEGERS
              && Float.floatToRawIntBits(component) != Float.floatToRawIntBits(-0f);
      if (plain) {
        json.writeNumber(whole);
      } else {
        json.writeNumber(component);
      }
    }
    json.writeEndArray();
  }

  /** Lends its buffer to the sender instead of copying it. */
  private static final class Bytes extends ByteArrayOutputStream {

    Bytes(int expected) {
      super(expected);
    }

    synchronized BodyPublisher publisher() {
      return BodyPublishers.ofByteArray(buf, 0, count);
    }
  }
}
