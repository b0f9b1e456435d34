package io.vdb.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.model.PointId;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.query.GroupsResult;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.PointGroup;
import io.vdb.core.query.Scored;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes what queries find. */
final class QueryWriter {

  private QueryWriter() {}

  static void points(JsonGenerator out, SearchResult result) throws IOException {
    out.writeStartObject();
    out.writeFieldName("points");
    PointWriter.scored(out, result.points());
    out.writeEndObject();
  }

  static void groups(JsonGenerator out, GroupsResult result) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("groups");
    for (PointGroup group : result.groups()) {
      out.writeStartObject();
      out.writeFieldName("hits");
      PointWriter.scored(out, group.points());
      switch (group.key()) {
        case PointGroup.Key.Text text -> out.writeStringField("id", text.value());
        case PointGroup.Key.Whole whole -> out.writeNumberField("id", whole.value());
      }
      StoredRecord lookup = group.lookup();
      if (lookup != null) {
        out.writeFieldName("lookup");
        PointWriter.stored(out, lookup);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void matrixPairs(JsonGenerator out, MatrixResult result) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("pairs");
    for (int row = 0; row < result.ids().size(); row++) {
      for (Scored neighbour : result.neighbours().get(row)) {
        out.writeStartObject();
        out.writeFieldName("a");
        PointWriter.writeId(out, result.ids().get(row));
        out.writeFieldName("b");
        PointWriter.writeId(out, neighbour.id());
        out.writeNumberField("score", neighbour.score());
        out.writeEndObject();
      }
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void matrixOffsets(JsonGenerator out, MatrixResult result) throws IOException {
    Map<PointId, Integer> places = new HashMap<>();
    result.ids().forEach(id -> places.put(id, places.size()));
    out.writeStartObject();
    out.writeArrayFieldStart("offsets_row");
    for (int row = 0; row < result.ids().size(); row++) {
      for (Scored _ : result.neighbours().get(row)) {
        out.writeNumber(row);
      }
    }
    out.writeEndArray();
    out.writeArrayFieldStart("offsets_col");
    for (List<Scored> row : result.neighbours()) {
      for (Scored neighbour : row) {
        out.writeNumber(places.getOrDefault(neighbour.id(), 0));
      }
    }
    out.writeEndArray();
    out.writeArrayFieldStart("scores");
    for (List<Scored> row : result.neighbours()) {
      for (Scored neighbour : row) {
        out.writeNumber(neighbour.score());
      }
    }
    out.writeEndArray();
    out.writeArrayFieldStart("ids");
    for (PointId id : result.ids()) {
      PointWriter.writeId(out, id);
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
