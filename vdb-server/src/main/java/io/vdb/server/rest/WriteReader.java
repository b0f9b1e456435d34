package io.vdb.server.rest;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointWrite;
import io.vdb.server.api.Selectors;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a write to points, alone in its body or as one of a batch. One instance reads one. */
final class WriteReader {

  private final JsonReader in;
  private final LimitsConfig limits;
  private final FilterReader filters;

  private @Nullable List<PointId> ids;
  private @Nullable Filter filter;
  private @Nullable Payload payload;
  private @Nullable PayloadPath key;
  private @Nullable List<PayloadPath> keys;
  private @Nullable List<String> vectors;

  private WriteReader(JsonReader in, LimitsConfig limits) {
    this.in = in;
    this.limits = limits;
    this.filters = new FilterReader(in, limits);
  }

  /** What a write can be. */
  enum Kind {
    UPSERT("upsert"),
    DELETE("delete"),
    SET_PAYLOAD("set_payload"),
    OVERWRITE_PAYLOAD("overwrite_payload"),
    DELETE_PAYLOAD("delete_payload"),
    CLEAR_PAYLOAD("clear_payload"),
    UPDATE_VECTORS("update_vectors"),
    DELETE_VECTORS("delete_vectors");

    private final String field;

    Kind(String field) {
      this.field = field;
    }
  }

  /** Reads a body that is a write of a kind. */
  static PointWrite read(Kind kind, byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new WriteReader(in, limits).write(kind));
  }

  /** Reads a body that is a list of writes. */
  static List<PointWrite> batch(byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> writes(in, limits));
  }

  private static List<PointWrite> writes(JsonReader in, LimitsConfig limits) throws IOException {
    List<PointWrite> writes = new ArrayList<>();
    boolean[] given = new boolean[1];
    in.object(
        name -> {
          if (!name.equals("operations")) {
            throw in.unknownField(name, "operations");
          }
          given[0] = true;
          in.array(
              () -> {
                writes.add(named(in, limits));
                in.checkCount("operations", writes.size(), limits.maxBatchPoints());
              });
        });
    if (!given[0]) {
      throw in.missing("operations");
    }
    return writes;
  }

  /** Reads an object whose only field tells the kind of write and holds it. */
  private static PointWrite named(JsonReader in, LimitsConfig limits) throws IOException {
    List<PointWrite> found = new ArrayList<>(1);
    in.object(
        name -> {
          for (Kind kind : Kind.values()) {
            if (kind.field.equals(name)) {
              found.add(new WriteReader(in, limits).write(kind));
              return;
            }
          }
          throw in.unknownField(
              name, List.of(Kind.values()).stream().map(kind -> kind.field).toArray(String[]::new));
        });
    if (found.size() != 1) {
      throw in.malformed("an operation must be of one kind");
    }
    return found.getFirst();
  }

  private PointWrite write(Kind kind) throws IOException {
    return switch (kind) {
      case UPSERT -> new UpsertReader(in, limits).upsert();
      case UPDATE_VECTORS -> new UpsertReader(in, limits).updateVectors();
      case DELETE -> {
        read("points", "filter");
        yield new PointWrite.Delete(selector());
      }
      case CLEAR_PAYLOAD -> {
        read("points", "filter");
        yield new PointWrite.ClearPayload(selector());
      }
      case SET_PAYLOAD -> {
        read("payload", "points", "filter", "key");
        yield new PointWrite.SetPayload(selector(), payload(), key);
      }
      case OVERWRITE_PAYLOAD -> {
        read("payload", "points", "filter", "key");
        yield new PointWrite.OverwritePayload(selector(), payload(), key);
      }
      case DELETE_PAYLOAD -> {
        read("keys", "points", "filter");
        if (keys == null) {
          throw in.missing("keys");
        }
        yield new PointWrite.DeletePayload(selector(), keys);
      }
      case DELETE_VECTORS -> {
        read("vector", "points", "filter");
        if (vectors == null) {
          throw in.missing("vector");
        }
        yield new PointWrite.DeleteVectors(selector(), vectors);
      }
    };
  }

  /** Reads an object with some of these fields. */
  private void read(String... known) throws IOException {
    List<String> fields = List.of(known);
    in.object(
        name -> {
          if (name.equals("shard_key")) {
            in.unsupported();
          } else if (fields.contains(name)) {
            readField(name);
          } else {
            throw in.unknownField(name, known);
          }
        });
  }

  private void readField(String name) throws IOException {
    switch (name) {
      case "points" -> ids = in.isNull() ? null : in.pointIds(limits.maxBatchPoints());
      case "filter" -> filter = filters.optional();
      case "payload" -> {
        if (in.isNull()) {
          throw in.expected("a map");
        }
        payload = in.payload();
      }
      case "key" -> key = in.isNull() ? null : in.payloadPath();
      case "keys" -> keys = paths();
      case "vector" -> vectors = vectorNames();
      default -> throw new IllegalArgumentException("nobody reads " + name);
    }
  }

  private List<PayloadPath> paths() throws IOException {
    List<PayloadPath> paths = new ArrayList<>();
    in.array(
        () -> {
          paths.add(in.payloadPath());
          in.checkCount("keys", paths.size(), limits.maxFilterConditions());
        });
    return paths;
  }

  private List<String> vectorNames() throws IOException {
    List<String> names = new ArrayList<>();
    in.array(
        () -> {
          names.add(in.string());
          in.checkCount("vectors", names.size(), CollectionConfig.MAX_VECTORS);
        });
    if (names.isEmpty()) {
      throw in.invalid("must specify vector names to delete");
    }
    return names;
  }

  private PointSelector selector() {
    return Selectors.of(ids, filter, in);
  }

  private Payload payload() {
    if (payload == null) {
      throw in.missing("payload");
    }
    return payload;
  }
}
