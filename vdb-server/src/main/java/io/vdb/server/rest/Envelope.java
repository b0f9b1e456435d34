package io.vdb.server.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.vdb.core.model.SearchCost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The object around every answer: result or error, status, and the time it took. */
final class Envelope {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          // Characters beyond the basic plane as themselves: escaped in names, they are too much for
          // some parsers.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();
  private static final int FIRST_BUFFER_BYTES = 1_024;
  private static final double NANOS_PER_SECOND = 1e9;

  private Envelope() {}

  /** Writes one JSON value. */
  @FunctionalInterface
  interface Result {
    void write(JsonGenerator out) throws IOException;
  }

  /** Writes an answer; {@code cost} explains a search when that was asked for. */
  static byte[] ok(Result result, @Nullable SearchCost cost, long startNanos) {
    return write(
        out -> {
          out.writeFieldName("result");
          result.write(out);
          out.writeStringField("status", "ok");
          if (cost != null) {
            writeCost(out, cost);
          }
          writeTime(out, startNanos);
        });
  }

  /** Writes that something was begun, and has no result yet. */
  static byte[] accepted(long startNanos) {
    return write(
        out -> {
          out.writeStringField("status", "accepted");
          writeTime(out, startNanos);
        });
  }

  static byte[] error(String message, long startNanos) {
    return write(
        out -> {
          out.writeObjectFieldStart("status");
          out.writeStringField("error", message);
          out.writeEndObject();
          writeTime(out, startNanos);
        });
  }

  /** Writes an object without an envelope. */
  static byte[] write(Result fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_BUFFER_BYTES);
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeTime(JsonGenerator out, long startNanos) throws IOException {
    out.writeNumberField("time", (System.nanoTime() - startNanos) / NANOS_PER_SECOND);
  }

  /** Writes what a search cost as the field {@code explain}. */
  static void writeCost(JsonGenerator out, SearchCost cost) throws IOException {
    out.writeObjectFieldStart("explain");
    out.writeNumberField("segments", cost.segments());
    out.writeNumberField("visited_nodes", cost.visitedNodes());
    out.writeNumberField("distance_computations", cost.distanceComputations());
    out.writeNumberField("recent_points", cost.recentPoints());
    out.writeStringField("strategy", cost.strategy());
    out.writeObjectFieldStart("seconds");
    out.writeNumberField("plan", cost.planNanos() / NANOS_PER_SECOND);
    out.writeNumberField("filter", cost.filterNanos() / NANOS_PER_SECOND);
    out.writeNumberField("search", cost.searchNanos() / NANOS_PER_SECOND);
    out.writeNumberField("rescore", cost.rescoreNanos() / NANOS_PER_SECOND);
    out.writeNumberField("fetch", cost.fetchNanos() / NANOS_PER_SECOND);
    out.writeEndObject();
    if (!cost.stages().isEmpty()) {
      out.writeArrayFieldStart("stages");
      for (SearchCost.Stage stage : cost.stages()) {
        out.writeStartObject();
        out.writeStringField("kind", stage.kind());
        out.writeNumberField("depth", stage.depth());
        out.writeNumberField("limit", stage.limit());
        out.writeNumberField("results", stage.results());
        out.writeNumberField("seconds", stage.nanos() / NANOS_PER_SECOND);
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }
}
