package io.vdb.it.reference;

import io.vdb.core.model.PointId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A point.
 *
 * @param id its id
 * @param vector as it is sent; not to be changed
 * @param payload its payload: texts, whole numbers as {@link Long}, other numbers as {@link Double},
 *     truth values, nulls, lists and maps of these
 */
record ModelPoint(PointId id, float[] vector, Map<String, @Nullable Object> payload) {

  ModelPoint withVector(float[] other) {
    return new ModelPoint(id, other, payload);
  }

  ModelPoint withPayload(Map<String, @Nullable Object> other) {
    return new ModelPoint(id, vector, other);
  }
}
