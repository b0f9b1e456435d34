package io.vdb.core.engine;

import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * State of one point after one operation on it, while it is not yet in the index. Immutable.
 *
 * @param position its place in its layer
 * @param ordinal the point's ordinal
 * @param id the point's id
 * @param version sequence number of the operation
 * @param state what the operation left
 * @param vectors all that the point has; absent when the index holds them or the point is deleted
 * @param indexedNames of the vectors that the index holds for the point, where it does
 * @param payload the whole payload; empty when deleted
 * @param previous the entry of the same point before this one in the same layer
 */
record RecentEntry(
    int position,
    int ordinal,
    PointId id,
    long version,
    State state,
    @Nullable NamedVectors vectors,
    Set<String> indexedNames,
    Payload payload,
    @Nullable RecentEntry previous) {

  /** What an operation left of a point. */
  enum State {
    /** The point with vectors that came with this layer. */
    PUT,
    /** The point with vectors that an older layer brought; here so that searches find them. */
    PUT_INHERITED,
    /** The point with a new payload; its vectors are in the index. */
    PAYLOAD_ONLY,
    /** Nothing. */
    DELETED
  }

  /** Tells whether the point exists. */
  boolean isLive() {
    return state != State.DELETED;
  }

  /** Tells whether what the index holds for this ordinal must not be found any more. */
  boolean hidesIndexedVectors() {
    return state != State.PAYLOAD_ONLY;
  }

  /** Returns the vectors of a point that has them here. */
  NamedVectors requireVectors() {
    NamedVectors present = vectors;
    if (present == null) {
      throw new IllegalStateException("the vectors of " + id + " are in the index, not in memory");
    }
    return present;
  }

  /** Tells whether the point has the vector of this name, wherever it is. */
  boolean hasVector(String name) {
    return vectors != null ? vectors.has(name) : indexedNames.contains(name);
  }

  /** Returns the names of all vectors of the point. */
  Set<String> vectorNames() {
    return vectors != null ? vectors.names() : indexedNames;
  }

  /** Tells whether the point matches. */
  boolean matches(Filter filter) {
    return FilterEvaluator.matches(filter, id, payload, this::hasVector);
  }

  /** Returns roughly how much memory this entry takes. */
  long bytes() {
    return 160
        + payload.json().length
        + (vectors != null && state == State.PUT ? vectors.bytes() : 0);
  }
}
