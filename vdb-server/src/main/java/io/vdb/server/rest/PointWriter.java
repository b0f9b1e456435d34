package io.vdb.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.OrderedRecord;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorValue;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes points. Payloads are written as they are stored, without parsing them. */
final class PointWriter {

  private PointWriter() {}

  static void records(JsonGenerator out, List<StoredRecord> records) throws IOException {
    out.writeStartArray();
    for (StoredRecord point : records) {
      stored(out, point);
    }
    out.writeEndArray();
  }

  static void stored(JsonGenerator out, StoredRecord point) throws IOException {
    out.writeStartObject();
    writeFields(out, point);
    out.writeEndObject();
  }

  private static void writeFields(JsonGenerator out, StoredRecord point) throws IOException {
    writeIdField(out, point.id());
    writePayload(out, point.payload());
    writeVectors(out, point.vectors());
  }

  /** Writes a page of points in an order by the values of a field, which no page follows. */
  static void ordered(JsonGenerator out, List<OrderedRecord> records) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("points");
    for (OrderedRecord record : records) {
      out.writeStartObject();
      writeFields(out, record.point());
      out.writeFieldName("order_value");
      if (record.value() instanceof Double number) {
        out.writeNumber(number);
      } else {
        out.writeNumber(record.value().longValue());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeNullField("next_page_offset");
    out.writeEndObject();
  }

  static void scored(JsonGenerator out, List<ScoredPoint> points) throws IOException {
    out.writeStartArray();
    for (ScoredPoint point : points) {
      out.writeStartObject();
      writeIdField(out, point.id());
      out.writeNumberField("version", point.version());
      out.writeNumberField("score", point.score());
      writeOrderValue(out, point.orderValue());
      writePayload(out, point.payload());
      writeVectors(out, point.vectors());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeOrderValue(JsonGenerator out, @Nullable Number value)
      throws IOException {
    switch (value) {
      case null -> {}
      case Long whole -> out.writeNumberField("order_value", whole);
      default -> out.writeNumberField("order_value", value.doubleValue());
    }
  }

  static void page(JsonGenerator out, ScrollPage page) throws IOException {
    out.writeStartObject();
    out.writeFieldName("points");
    records(out, page.points());
    out.writeFieldName("next_page_offset");
    PointId next = page.next();
    if (next == null) {
      out.writeNull();
    } else {
      writeId(out, next);
    }
    out.writeEndObject();
  }

  private static void writeIdField(JsonGenerator out, PointId id) throws IOException {
    out.writeFieldName("id");
    writeId(out, id);
  }

  static void writeId(JsonGenerator out, PointId id) throws IOException {
    switch (id) {
      case PointId.Num number -> {
        if (number.value() >= 0) {
          out.writeNumber(number.value());
        } else {
          out.writeNumber(new BigInteger(Long.toUnsignedString(number.value())));
        }
      }
      case PointId.Uuid uuid -> out.writeString(uuid.value().toString());
    }
  }

  private static void writePayload(JsonGenerator out, @Nullable Payload payload)
      throws IOException {
    if (payload != null) {
      out.writeFieldName("payload");
      out.writeRawValue(new String(payload.json(), StandardCharsets.UTF_8));
    }
  }

  /** A default vector alone is written as it is, anything else by names. */
  private static void writeVectors(JsonGenerator out, @Nullable NamedVectors vectors)
      throws IOException {
    if (vectors == null) {
      return;
    }
    out.writeFieldName("vector");
    if (vectors.isUnnamed()) {
      writeValue(out, vectors.value(0));
      return;
    }
    out.writeStartObject();
    for (int i = 0; i < vectors.size(); i++) {
      out.writeFieldName(vectors.name(i));
      writeValue(out, vectors.value(i));
    }
    out.writeEndObject();
  }

  private static void writeValue(JsonGenerator out, VectorValue value) throws IOException {
    switch (value) {
      case VectorValue.Dense dense ->
          writeNumbers(out, dense.components(), 0, dense.components().length);
      case VectorValue.Sparse sparse -> {
        out.writeStartObject();
        out.writeFieldName("indices");
        out.writeStartArray();
        for (int index : sparse.indices()) {
          out.writeNumber(Integer.toUnsignedLong(index));
        }
        out.writeEndArray();
        out.writeFieldName("values");
        writeNumbers(out, sparse.values(), 0, sparse.values().length);
        out.writeEndObject();
      }
      case VectorValue.Multi multi -> {
        out.writeStartArray();
        for (int row = 0; row < multi.components().length; row += multi.dimension()) {
          writeNumbers(out, multi.components(), row, row + multi.dimension());
        }
        out.writeEndArray();
      }
    }
  }

  private static void writeNumbers(JsonGenerator out, float[] numbers, int from, int to)
      throws IOException {
    out.writeStartArray();
    for (int i = from; i < to; i++) {
      out.writeNumber(numbers[i]);
    }
    out.writeEndArray();
  }
}
