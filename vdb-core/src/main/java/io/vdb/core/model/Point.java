package io.vdb.core.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is upserted.
 *
 * @param id identifier; an existing point with it is replaced whole
 * @param vectors any of the vectors of the collection, possibly none; given away to the database
 * @param payload JSON object, possibly empty
 */
public record Point(PointId id, NamedVectors vectors, Payload payload) {

  /** A point with the default vector, which is given away. */
  public Point(PointId id, float[] vector, Payload payload) {
    this(id, NamedVectors.of(vector), payload);
  }

  /** A point with a numeric id and Java values as payload. */
  public static Point of(long id, float[] vector, Map<String, ? extends @Nullable Object> payload) {
    return new Point(PointId.of(id), vector, Payload.of(payload));
  }

  /** A point of named vectors with a numeric id and Java values as payload. */
  public static Point of(
      long id, NamedVectors vectors, Map<String, ? extends @Nullable Object> payload) {
    return new Point(PointId.of(id), vectors, Payload.of(payload));
  }
}
