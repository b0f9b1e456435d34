package io.vdb.server.rest;

import io.vdb.server.api.NewStrictMode;
import io.vdb.server.api.StrictMode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what clients may ask of a collection. */
final class StrictModeReader {

  private final JsonReader in;
  private final NewStrictMode settings;

  private StrictModeReader(JsonReader in, NewStrictMode settings) {
    this.in = in;
    this.settings = settings;
  }

  static void read(JsonReader in, NewStrictMode settings) throws IOException {
    StrictModeReader reader = new StrictModeReader(in, settings);
    in.object(reader::field);
  }

  private void field(String name) throws IOException {
    switch (name) {
      case StrictMode.ENABLED,
          StrictMode.UNINDEXED_RETRIEVE,
          StrictMode.UNINDEXED_UPDATE,
          StrictMode.ALLOW_EXACT -> {
        if (!in.isNull()) {
          settings.flag(name, in.bool());
        }
      }
      case StrictMode.MAX_QUERY_LIMIT,
          StrictMode.MAX_TIMEOUT,
          StrictMode.MAX_HNSW_EF,
          StrictMode.MAX_UPSERT,
          StrictMode.MAX_SEARCHES,
          StrictMode.MAX_VECTOR_BYTES,
          StrictMode.READ_RATE_LIMIT,
          StrictMode.WRITE_RATE_LIMIT,
          StrictMode.MAX_PAYLOAD_BYTES,
          StrictMode.MAX_POINTS_COUNT,
          StrictMode.MAX_CONDITIONS,
          StrictMode.MAX_CONDITION_SIZE,
          StrictMode.MAX_INDEXES,
          StrictMode.MAX_MEMORY_PERCENT -> {
        if (!in.isNull()) {
          settings.number(in, name, in.count());
        }
      }
      case StrictMode.MAX_OVERSAMPLING -> {
        if (!in.isNull()) {
          settings.oversampling(in, in.f64());
        }
      }
      case StrictMode.MULTIVECTORS, StrictMode.SPARSE -> {
        if (!in.isNull()) {
          settings.group(name);
          in.object(vector -> vector(name, vector));
        }
      }
      default ->
          throw in.unknownField(
              name, StrictMode.ENABLED, StrictMode.MAX_QUERY_LIMIT, StrictMode.MAX_TIMEOUT,
              StrictMode.UNINDEXED_RETRIEVE, StrictMode.UNINDEXED_UPDATE, StrictMode.MAX_HNSW_EF,
              StrictMode.ALLOW_EXACT, StrictMode.MAX_OVERSAMPLING, StrictMode.MAX_UPSERT,
              StrictMode.MAX_SEARCHES, StrictMode.MAX_VECTOR_BYTES, StrictMode.READ_RATE_LIMIT,
              StrictMode.WRITE_RATE_LIMIT, StrictMode.MAX_PAYLOAD_BYTES,
              StrictMode.MAX_POINTS_COUNT, StrictMode.MAX_CONDITIONS,
              StrictMode.MAX_CONDITION_SIZE, StrictMode.MULTIVECTORS, StrictMode.SPARSE,
              StrictMode.MAX_INDEXES, StrictMode.MAX_MEMORY_PERCENT);
    }
  }

  private void vector(String group, String name) throws IOException {
    String known = StrictMode.boundOf(group);
    settings.vector(in, group, name, null);
    in.object(
        field -> {
          if (!field.equals(known)) {
            throw in.unknownField(field, known);
          }
          @Nullable Long bound = in.isNull() ? null : Long.valueOf(in.count());
          settings.vector(in, group, name, bound);
        });
  }
}
