package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.LogConfig;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.DataType;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadChange;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointVector;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an {@link Operation} in the log, little-endian: a kind byte, then what the kind needs.
 * Lists begin with a count and payloads, as JSON, with a length. Kinds are never given another
 * meaning: what changes gets a kind of its own, so that a log says the same to every later version.
 *
 * <table>
 * <caption>Kinds</caption>
 * <tr><td>1</td><td>upsert: list of id, components, payload</td></tr>
 * <tr><td>2</td><td>delete: ids</td></tr>
 * <tr><td>3</td><td>put fields, nulls included: ids, payload; no longer written</td></tr>
 * <tr><td>4</td><td>set fields, nulls remove: ids, path (empty for the payload), payload</td></tr>
 * <tr><td>5</td><td>overwrite payload: ids, payload</td></tr>
 * <tr><td>6</td><td>delete from payload: ids, list of paths</td></tr>
 * <tr><td>7</td><td>update vectors: list of id, components</td></tr>
 * <tr><td>8</td><td>upsert: names, list of id, vectors by name, payload</td></tr>
 * <tr><td>9</td><td>update vectors, others stay: names, list of id, vectors by name</td></tr>
 * <tr><td>10</td><td>delete vectors: ids, names</td></tr>
 * </table>
 *
 * <p>Where components alone are given they are those of the default vector, and there is no other;
 * {@link VectorsCodec} tells what names and vectors by name are.
 */
final class OperationCodec {

  private static final byte UPSERT = 1;
  private static final byte DELETE = 2;
  private static final byte PUT_FIELDS = 3;
  private static final byte SET_FIELDS = 4;
  private static final byte OVERWRITE_PAYLOAD = 5;
  private static final byte DELETE_FROM_PAYLOAD = 6;
  private static final byte UPDATE_VECTORS = 7;
  private static final byte UPSERT_NAMED = 8;
  private static final byte UPDATE_NAMED = 9;
  private static final byte DELETE_VECTORS = 10;
  private static final byte REPLACE_IN_PAYLOAD = 11;

  /** Components of the default vector; 0 when there is none. */
  private final int dimension;

  private final Function<String, DataType> types;

  /**
   * A codec.
   *
   * @param dimension components of the default vector; 0 when there is none
   */
  OperationCodec(int dimension) {
    this(dimension, _ -> DataType.FLOAT32);
  }

  /**
   * A codec.
   *
   * @param dimension components of the default vector, of 4 bytes, that the collection was created
   *     with; 0 when there was none
   * @param types how the components of dense vectors are stored, by name
   */
  OperationCodec(int dimension, Function<String, DataType> types) {
    this.dimension = dimension;
    this.types = types;
  }

  /** Returns one for operations that are of these settings of the same collection. */
  OperationCodec of(CollectionConfig settings) {
    return new OperationCodec(dimension, settings::dataType);
  }

  /** A codec for the operations of a collection that has these settings. */
  static OperationCodec of(CollectionDescriptor descriptor) {
    return new OperationCodec(descriptor.plainSize(), descriptor.config()::dataType);
  }

  /**
   * Writes an operation.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when it is too large for one record
   */
  ByteBuffer encode(Operation operation) {
    long size = sizeOf(operation);
    if (size > LogConfig.LARGEST_RECORD_BYTES) {
      throw VdbException.invalid(
          "an operation takes " + size + " bytes in the log, at most "
              + LogConfig.LARGEST_RECORD_BYTES + " are possible; split it");
    }
    ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    switch (operation) {
      case Operation.Upsert upsert -> putUpsert(out, upsert, byName(upsert));
      case Operation.Delete delete -> {
        out.put(DELETE);
        putIds(out, delete.ids());
      }
      case Operation.ChangePayload change -> putChange(out, change.ids(), change.change());
      case Operation.UpdateVectors update -> putUpdate(out, update, byName(update));
      case Operation.DeleteVectors delete -> {
        out.put(DELETE_VECTORS);
        putIds(out, delete.ids());
        VectorsCodec.putNames(out, delete.names());
      }
    }
    return out.flip();
  }

  /** Returns how vectors by name are written; nothing when components alone tell everything. */
  private @Nullable VectorsCodec byName(Operation.Upsert upsert) {
    VectorsCodec names = null;
    for (Point point : upsert.points()) {
      if (names == null && !isPlain(point.vectors())) {
        names = new VectorsCodec(types);
      }
    }
    if (names != null) {
      for (Point point : upsert.points()) {
        names.use(point.vectors());
      }
    }
    return names;
  }

  private @Nullable VectorsCodec byName(Operation.UpdateVectors update) {
    VectorsCodec names = null;
    for (PointVector vector : update.vectors()) {
      if (names == null && !isPlain(vector.vectors())) {
        names = new VectorsCodec(types);
      }
    }
    if (names != null) {
      for (PointVector vector : update.vectors()) {
        names.use(vector.vectors());
      }
    }
    return names;
  }

  /** Tells whether components alone tell everything: the default vector may have become another. */
  private boolean isPlain(NamedVectors vectors) {
    float[] components = vectors.isOnlyDefault() ? vectors.dense(NamedVectors.DEFAULT) : null;
    return dimension > 0
        && components != null
        && components.length == dimension
        && types.apply(NamedVectors.DEFAULT) == DataType.FLOAT32;
  }

  private static void putUpsert(ByteBuffer out, Operation.Upsert upsert, @Nullable VectorsCodec names) {
    if (names == null) {
      out.put(UPSERT).putInt(upsert.points().size());
    } else {
      out.put(UPSERT_NAMED);
      names.putNames(out);
      out.putInt(upsert.points().size());
    }
    for (Point point : upsert.points()) {
      out.put(point.id().toSortableBytes());
      putVectors(out, point.vectors(), names);
      putPayload(out, point.payload());
    }
  }

  private static void putUpdate(
      ByteBuffer out, Operation.UpdateVectors update, @Nullable VectorsCodec names) {
    if (names == null) {
      out.put(UPDATE_VECTORS).putInt(update.vectors().size());
    } else {
      out.put(UPDATE_NAMED);
      names.putNames(out);
      out.putInt(update.vectors().size());
    }
    for (PointVector vector : update.vectors()) {
      out.put(vector.id().toSortableBytes());
      putVectors(out, vector.vectors(), names);
    }
  }

  private static void putVectors(
      ByteBuffer out, NamedVectors vectors, @Nullable VectorsCodec names) {
    if (names == null) {
      VectorsCodec.putFloats(out, requireDefault(vectors));
    } else {
      names.put(out, vectors);
    }
  }

  private static float[] requireDefault(NamedVectors vectors) {
    float[] components = vectors.dense(NamedVectors.DEFAULT);
    if (components == null) {
      throw new IllegalStateException("a point without the default vector");
    }
    return components;
  }

  private static void putChange(ByteBuffer out, List<PointId> ids, PayloadChange change) {
    switch (change) {
      case PayloadChange.Put put -> {
        out.put(PUT_FIELDS);
        putIds(out, ids);
        putPayload(out, put.fields());
      }
      case PayloadChange.Set set -> {
        out.put(SET_FIELDS);
        putIds(out, ids);
        PathCodec.put(out, set.key());
        putPayload(out, set.fields());
      }
      case PayloadChange.Overwrite overwrite -> {
        out.put(OVERWRITE_PAYLOAD);
        putIds(out, ids);
        putPayload(out, overwrite.replacement());
      }
      case PayloadChange.Replace replace -> {
        out.put(REPLACE_IN_PAYLOAD);
        putIds(out, ids);
        PathCodec.put(out, replace.key());
        putPayload(out, replace.object());
      }
      case PayloadChange.Delete delete -> {
        out.put(DELETE_FROM_PAYLOAD);
        putIds(out, ids);
        out.putInt(delete.keys().size());
        delete.keys().forEach(path -> PathCodec.put(out, path));
      }
    }
  }

  private static void putIds(ByteBuffer out, List<PointId> ids) {
    out.putInt(ids.size());
    for (PointId id : ids) {
      out.put(id.toSortableBytes());
    }
  }

  private static void putPayload(ByteBuffer out, Payload payload) {
    out.putInt(payload.json().length).put(payload.json());
  }

  /** Returns the number of bytes that {@link #encode} writes. */
  long sizeOf(Operation operation) {
    long size = 1 + Integer.BYTES;
    switch (operation) {
      case Operation.Upsert upsert -> {
        VectorsCodec names = byName(upsert);
        size += names == null ? 0 : names.sizeOfNames();
        for (Point point : upsert.points()) {
          size += sizeOf(point.id()) + sizeOf(point.vectors(), names) + sizeOf(point.payload());
        }
      }
      case Operation.Delete delete -> size += sizeOf(delete.ids());
      case Operation.ChangePayload change ->
          size += sizeOf(change.ids()) + sizeOf(change.change());
      case Operation.UpdateVectors update -> {
        VectorsCodec names = byName(update);
        size += names == null ? 0 : names.sizeOfNames();
        for (PointVector vector : update.vectors()) {
          size += sizeOf(vector.id()) + sizeOf(vector.vectors(), names);
        }
      }
      case Operation.DeleteVectors delete ->
          size += sizeOf(delete.ids()) + VectorsCodec.sizeOfNames(delete.names());
    }
    return size;
  }

  private static long sizeOf(NamedVectors vectors, @Nullable VectorsCodec names) {
    return names == null
        ? (long) Float.BYTES * requireDefault(vectors).length
        : names.sizeOf(vectors);
  }

  private static long sizeOf(PayloadChange change) {
    return switch (change) {
      case PayloadChange.Put put -> sizeOf(put.fields());
      case PayloadChange.Set set -> PathCodec.sizeOf(set.key()) + sizeOf(set.fields());
      case PayloadChange.Overwrite overwrite -> sizeOf(overwrite.replacement());
      case PayloadChange.Replace replace ->
          PathCodec.sizeOf(replace.key()) + sizeOf(replace.object());
      case PayloadChange.Delete delete ->
          Integer.BYTES + delete.keys().stream().mapToLong(PathCodec::sizeOf).sum();
    };
  }

  private static long sizeOf(Payload payload) {
    return (long) Integer.BYTES + payload.json().length;
  }

  private static long sizeOf(List<PointId> ids) {
    long size = 0;
    for (PointId id : ids) {
      size += sizeOf(id);
    }
    return size;
  }

  private static int sizeOf(PointId id) {
    return id instanceof PointId.Num ? 1 + Long.BYTES : 1 + 2 * Long.BYTES;
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws VdbException with {@code DATA_LOSS} when the bytes are not an operation
   */
  Operation decode(long sequence, ByteBuffer body) {
    ByteBuffer in = body.slice().order(ByteOrder.LITTLE_ENDIAN);
    try {
      byte kind = in.get();
      return switch (kind) {
        case UPSERT -> new Operation.Upsert(getPoints(in, null));
        case UPSERT_NAMED ->
            new Operation.Upsert(getPoints(in, VectorsCodec.getNames(in)));
        case DELETE -> new Operation.Delete(getIds(in));
        case PUT_FIELDS, SET_FIELDS, OVERWRITE_PAYLOAD, DELETE_FROM_PAYLOAD,
                REPLACE_IN_PAYLOAD ->
            new Operation.ChangePayload(getIds(in), getChange(kind, in));
        case UPDATE_VECTORS -> new Operation.UpdateVectors(getPointVectors(in, null));
        case UPDATE_NAMED ->
            new Operation.UpdateVectors(getPointVectors(in, VectorsCodec.getNames(in)));
        case DELETE_VECTORS -> {
          List<PointId> ids = getIds(in);
          yield new Operation.DeleteVectors(ids, VectorsCodec.getNames(in));
        }
        default -> throw damaged(sequence, "unknown kind " + kind, null);
      };
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(sequence, "it ends too early", e);
    }
  }

  private List<Point> getPoints(ByteBuffer in, @Nullable List<String> names) {
    int count = in.getInt();
    List<Point> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      PointId id = getId(in);
      NamedVectors vectors = getVectors(in, names);
      points.add(new Point(id, vectors, getPayload(in)));
    }
    return points;
  }

  private List<PointVector> getPointVectors(
      ByteBuffer in, @Nullable List<String> names) {
    int count = in.getInt();
    List<PointVector> vectors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      PointId id = getId(in);
      vectors.add(new PointVector(id, getVectors(in, names)));
    }
    return vectors;
  }

  /**
   * Reads the vectors of a point.
   *
   * @param names of the record; absent where components alone are given
   */
  private NamedVectors getVectors(ByteBuffer in, @Nullable List<String> names) {
    return names == null
        ? NamedVectors.of(VectorsCodec.getFloats(in, dimension))
        : VectorsCodec.get(in, names);
  }

  private static PayloadChange getChange(byte kind, ByteBuffer in) {
    return switch (kind) {
      case PUT_FIELDS -> new PayloadChange.Put(getPayload(in));
      case SET_FIELDS -> {
        PayloadPath key = PathCodec.get(in);
        yield new PayloadChange.Set(getPayload(in), key);
      }
      case OVERWRITE_PAYLOAD -> new PayloadChange.Overwrite(getPayload(in));
      case REPLACE_IN_PAYLOAD -> {
        PayloadPath key = getPath(in);
        yield new PayloadChange.Replace(getPayload(in), key);
      }
      default -> new PayloadChange.Delete(getPaths(in));
    };
  }

  private static List<PayloadPath> getPaths(ByteBuffer in) {
    int count = in.getInt();
    List<PayloadPath> paths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      paths.add(getPath(in));
    }
    return paths;
  }

  private static PayloadPath getPath(ByteBuffer in) {
    PayloadPath path = PathCodec.get(in);
    if (path == null) {
      throw new IllegalArgumentException("a path without steps");
    }
    return path;
  }

  private static List<PointId> getIds(ByteBuffer in) {
    int count = in.getInt();
    List<PointId> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(getId(in));
    }
    return ids;
  }

  private static PointId getId(ByteBuffer in) {
    in.order(ByteOrder.BIG_ENDIAN); // sortable bytes are big-endian by definition
    try {
      return PointId.fromSortableBytes(in);
    } finally {
      in.order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static Payload getPayload(ByteBuffer in) {
    byte[] json = new byte[in.getInt()];
    in.get(json);
    return Payload.ofTrustedJson(json);
  }

  private static VdbException damaged(
      long sequence, String why, @Nullable Throwable cause) {
    return new VdbException(
        ErrorCode.DATA_LOSS, "operation " + sequence + " in the log is not readable: " + why, cause);
  }
}
