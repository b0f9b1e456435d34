package io.vdb.server.rest;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.UpdateMode;
import io.vdb.core.model.VectorValue;
import io.vdb.server.api.Place;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an upsert, its points as a list or as columns, and new vectors for points. */
final class UpsertReader {

  private final JsonReader in;
  private final LimitsConfig limits;
  private @Nullable List<Point> points;
  private @Nullable Filter updateFilter;
  private UpdateMode mode = UpdateMode.UPSERT;

  UpsertReader(JsonReader in, LimitsConfig limits) {
    this.in = in;
    this.limits = limits;
  }

  PointWrite.Upsert upsert() throws IOException {
    FilterReader filters = new FilterReader(in, limits);
    in.object(
        name -> {
          switch (name) {
            case "points" -> put(list());
            case "batch" -> put(columns());
            case "update_filter" -> updateFilter = filters.optional();
            case "update_mode" -> mode = in.isNull() ? UpdateMode.UPSERT : mode();
            case "shard_key" -> in.unsupported();
            default ->
                throw in.unknownField(name, "points", "batch", "update_filter", "update_mode");
          }
        });
    if (points == null) {
      throw in.missing("points");
    }
    return new PointWrite.Upsert(points, mode, updateFilter());
  }

  private Filter updateFilter() {
    return updateFilter == null ? Filter.ALL : updateFilter;
  }

  private UpdateMode mode() throws IOException {
    String name = in.string();
    return switch (name) {
      case "upsert" -> UpdateMode.UPSERT;
      case "insert_only" -> UpdateMode.INSERT_ONLY;
      case "update_only" -> UpdateMode.UPDATE_ONLY;
      default ->
          throw in.malformed(
              "unknown variant `" + Place.shown(name)
                  + "`, expected one of `upsert`, `insert_only`, `update_only`");
    };
  }

  PointWrite.UpdateVectors updateVectors() throws IOException {
    FilterReader filters = new FilterReader(in, limits);
    List<PointVector> vectors = new ArrayList<>();
    boolean[] given = new boolean[1];
    in.object(
        name -> {
          switch (name) {
            case "points" -> {
              given[0] = true;
              in.array(
                  () -> {
                    vectors.add(pointVector());
                    in.checkCount("points", vectors.size(), limits.maxBatchPoints());
                  });
            }
            case "update_filter" -> updateFilter = filters.optional();
            case "shard_key" -> in.unsupported();
            default -> throw in.unknownField(name, "points", "update_filter");
          }
        });
    if (!given[0]) {
      throw in.missing("points");
    }
    return new PointWrite.UpdateVectors(vectors, updateFilter());
  }

  private PointVector pointVector() throws IOException {
    Parts parts = new Parts();
    in.object(
        name -> {
          switch (name) {
            case "id" -> parts.id = in.pointId();
            case "vector" -> parts.vectors = in.vectors();
            default -> throw in.unknownField(name, "id", "vector");
          }
        });
    return new PointVector(id(parts), vectors(parts));
  }

  private void put(List<Point> read) {
    if (points != null) {
      throw in.malformed("`points` and `batch` cannot be given together");
    }
    points = read;
  }

  private List<Point> list() throws IOException {
    List<Point> list = new ArrayList<>();
    in.array(
        () -> {
          list.add(point());
          in.checkCount("points", list.size(), limits.maxBatchPoints());
        });
    return list;
  }

  /** The fields of a point, which come in any order. */
  private static final class Parts {
    @Nullable PointId id;
    @Nullable NamedVectors vectors;
    Payload payload = Payload.EMPTY;
  }

  private Point point() throws IOException {
    Parts parts = new Parts();
    in.object(
        name -> {
          switch (name) {
            case "id" -> parts.id = in.pointId();
            case "vector" -> parts.vectors = in.vectors();
            case "payload" -> parts.payload = in.payload();
            default -> throw in.unknownField(name, "id", "vector", "payload");
          }
        });
    return new Point(id(parts), vectors(parts), parts.payload);
  }

  private PointId id(Parts parts) {
    if (parts.id == null) {
      throw in.missing("id");
    }
    return parts.id;
  }

  private NamedVectors vectors(Parts parts) {
    if (parts.vectors == null) {
      throw in.missing("vector");
    }
    return parts.vectors;
  }

  /** The columns of a batch, which come in any order. */
  private static final class Columns {
    @Nullable List<PointId> ids;
    @Nullable Column vectors;
    @Nullable List<Payload> payloads;
  }

  private List<Point> columns() throws IOException {
    Columns columns = new Columns();
    in.object(
        name -> {
          switch (name) {
            case "ids" -> columns.ids = in.pointIds(limits.maxBatchPoints());
            case "vectors" -> columns.vectors = column();
            case "payloads" -> columns.payloads = in.isNull() ? null : payloads();
            default -> throw in.unknownField(name, "ids", "vectors", "payloads");
          }
        });
    List<PointId> ids = columns.ids;
    Column vectors = columns.vectors;
    if (ids == null) {
      throw in.missing("ids");
    }
    if (vectors == null) {
      throw in.missing("vectors");
    }
    vectors.checkNumber(ids);
    List<Payload> payloads = columns.payloads;
    if (payloads != null) {
      sameNumber("payloads", ids, payloads);
    }
    List<Point> list = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      Payload payload = payloads == null ? Payload.EMPTY : payloads.get(i);
      list.add(new Point(ids.get(i), vectors.of(i), payload));
    }
    return list;
  }

  private void sameNumber(String column, List<PointId> ids, List<?> others) {
    if (ids.size() != others.size()) {
      throw in.invalid(
          "number of ids and "
              + column
              + " must be equal ("
              + ids.size()
              + " != "
              + others.size()
              + ")");
    }
  }

  /** The vectors of a batch: those of each point, or of each name those of all points. */
  private interface Column {
    void checkNumber(List<PointId> ids);

    NamedVectors of(int place);
  }

  private Column column() throws IOException {
    if (!in.isObject()) {
      List<NamedVectors> vectors = new ArrayList<>();
      in.array(
          () -> {
            vectors.add(in.vectors());
            in.checkCount("vectors", vectors.size(), limits.maxBatchPoints());
          });
      return new Column() {
        @Override
        public void checkNumber(List<PointId> ids) {
          sameNumber("vectors", ids, vectors);
        }

        @Override
        public NamedVectors of(int place) {
          return vectors.get(place);
        }
      };
    }
    Map<String, List<VectorValue>> byName = new LinkedHashMap<>();
    in.object(
        name -> {
          byName.put(name, values());
          in.checkCount("vectors", byName.size(), CollectionConfig.MAX_VECTORS);
        });
    return new Column() {
      @Override
      public void checkNumber(List<PointId> ids) {
        byName.values().forEach(values -> sameNumber("vectors", ids, values));
      }

      @Override
      public NamedVectors of(int place) {
        Map<String, VectorValue> vectors = new LinkedHashMap<>();
        byName.forEach((name, values) -> vectors.put(name, values.get(place)));
        return NamedVectors.of(vectors);
      }
    };
  }

  private List<VectorValue> values() throws IOException {
    List<VectorValue> values = new ArrayList<>();
    in.array(
        () -> {
          values.add(in.vectorValue());
          in.checkCount("vectors", values.size(), limits.maxBatchPoints());
        });
    return values;
  }

  private List<Payload> payloads() throws IOException {
    List<Payload> payloads = new ArrayList<>();
    in.array(
        () -> {
          payloads.add(in.payload());
          in.checkCount("payloads", payloads.size(), limits.maxBatchPoints());
        });
    return payloads;
  }
}
