package io.vdb.it.reference;

import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A point.
 *
 * @param id its id
 * @param vectors by their names; not to be changed
 * @param payload its payload: texts, whole numbers as {@link Long}, other numbers as {@link
 *     Double}, truth values, nulls, lists and maps of these
 */
record ModelPoint(
    PointId id, Map<String, VectorValue> vectors, Map<String, @Nullable Object> payload) {

  ModelPoint withVectors(Map<String, VectorValue> others) {
    return new ModelPoint(id, others, payload);
  }

  ModelPoint withPayload(Map<String, @Nullable Object> other) {
    return new ModelPoint(id, vectors, other);
  }

  /** This point with some vectors replaced or added. */
  ModelPoint updated(Map<String, VectorValue> some) {
    Map<String, VectorValue> all = new HashMap<>(vectors);
    all.putAll(some);
    return withVectors(all);
  }

  VectorValue vector(String name) {
    return Objects.requireNonNull(vectors.get(name));
  }
}
