package io.vdb.core.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is upserted.
 *
 * @param id identifier; an existing point with it is replaced whole
 * @param vector components in index order, finite, as many as the collection's size; given away to
 *     the database
 * @param payload JSON object, possibly empty
 */
public record Point(PointId id, float[] vector, Payload payload) {

  /** A point with a numeric id and Java values as payload. */
  public static Point of(long id, float[] vector, Map<String, ? extends @Nullable Object> payload) {
    return new Point(PointId.of(id), vector, Payload.of(payload));
  }
}
