package io.vdb.core.index;

import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A point as the index holds it.
 *
 * @param ordinal its ordinal
 * @param id its id
 * @param version sequence number of the operation that last changed it
 * @param vectorNames of all vectors that it has
 * @param payload absent when not asked for
 * @param vectors copies of its own, as they were asked for; absent when none were
 */
public record IndexedPoint(
    int ordinal,
    PointId id,
    long version,
    Set<String> vectorNames,
    @Nullable Payload payload,
    @Nullable NamedVectors vectors) {

  /** Returns the default vector, dense; nothing when it is not there. */
  public float @Nullable [] vector() {
    return vectors == null ? null : vectors.dense(NamedVectors.DEFAULT);
  }
}
