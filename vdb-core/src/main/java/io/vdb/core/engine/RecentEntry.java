package io.vdb.core.engine;

import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import org.jspecify.annotations.Nullable;

/**
 * State of one point after one operation on it, while it is not yet in the index. Immutable.
 *
 * @param position its place in its layer
 * @param ordinal the point's ordinal
 * @param id the point's id
 * @param version sequence number of the operation
 * @param state what the operation left
 * @param vector present unless the index holds it or the point is deleted
 * @param payload the whole payload; empty when deleted
 * @param previous the entry of the same point before this one in the same layer
 */
record RecentEntry(
    int position,
    int ordinal,
    PointId id,
    long version,
    State state,
    float @Nullable [] vector,
    Payload payload,
    @Nullable RecentEntry previous) {

  /** What an operation left of a point. */
  enum State {
    /** The point with a vector that came with this layer. */
    PUT,
    /** The point with a vector that an older layer brought; here so that searches find it. */
    PUT_INHERITED,
    /** The point with a new payload; its vector is in the index. */
    PAYLOAD_ONLY,
    /** Nothing. */
    DELETED
  }

  /** Tells whether the point exists. */
  boolean isLive() {
    return state != State.DELETED;
  }

  /** Tells whether a vector that the index holds for this ordinal must not be found any more. */
  boolean hidesIndexedVector() {
    return state != State.PAYLOAD_ONLY;
  }

  /** Returns the vector of a point that has it here. */
  float[] requireVector() {
    float[] present = vector;
    if (present == null) {
      throw new IllegalStateException("the vector of " + id + " is in the index, not in memory");
    }
    return present;
  }

  /** Returns roughly how much memory this entry takes. */
  long bytes() {
    return 160
        + payload.json().length
        + (vector != null && state == State.PUT ? (long) Float.BYTES * vector.length : 0);
  }
}
