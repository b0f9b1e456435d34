package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.LogConfig;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an {@link Operation} in the log, little-endian: a kind byte, a count, then for each
 * point its id, and for an upsert the components and the payload's JSON with its length before it.
 */
final class OperationCodec {

  private static final byte UPSERT = 1;
  private static final byte DELETE = 2;
  private static final byte SET_PAYLOAD = 3;

  private final int dimension;

  OperationCodec(int dimension) {
    this.dimension = dimension;
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
      case Operation.Upsert upsert -> {
        out.put(UPSERT).putInt(upsert.points().size());
        for (Point point : upsert.points()) {
          out.put(point.id().toSortableBytes());
          out.asFloatBuffer().put(point.vector());
          out.position(out.position() + Float.BYTES * dimension);
          putPayload(out, point.payload());
        }
      }
      case Operation.Delete delete -> {
        out.put(DELETE);
        putIds(out, delete.ids());
      }
      case Operation.SetPayload set -> {
        out.put(SET_PAYLOAD);
        putIds(out, set.ids());
        putPayload(out, set.fields());
      }
    }
    return out.flip();
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
        long fixed = (long) Float.BYTES * dimension + Integer.BYTES;
        for (Point point : upsert.points()) {
          size += sizeOf(point.id()) + fixed + point.payload().json().length;
        }
      }
      case Operation.Delete delete -> size += sizeOf(delete.ids());
      case Operation.SetPayload set ->
          size += sizeOf(set.ids()) + Integer.BYTES + set.fields().json().length;
    }
    return size;
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
        case UPSERT -> new Operation.Upsert(getPoints(in));
        case DELETE -> new Operation.Delete(getIds(in));
        case SET_PAYLOAD -> new Operation.SetPayload(getIds(in), getPayload(in));
        default -> throw damaged(sequence, "unknown kind " + kind, null);
      };
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(sequence, "it ends too early", e);
    }
  }

  private List<Point> getPoints(ByteBuffer in) {
    int count = in.getInt();
    List<Point> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      PointId id = getId(in);
      float[] vector = new float[dimension];
      in.asFloatBuffer().get(vector);
      in.position(in.position() + Float.BYTES * dimension);
      points.add(new Point(id, vector, getPayload(in)));
    }
    return points;
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
