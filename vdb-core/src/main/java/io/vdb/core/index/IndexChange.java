package io.vdb.core.index;

import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;

/** One change of one point. Later changes of the same point replace earlier ones. */
public sealed interface IndexChange {

  /** Returns the ordinal of the point. */
  int ordinal();

  /** Returns the id of the point. */
  PointId id();

  /**
   * Puts a point with its vector and payload, in place of what the ordinal had before.
   *
   * @param version sequence number of the operation that last changed the point
   * @param vector not to be changed; may be retained until it is on disk
   */
  record Put(int ordinal, PointId id, long version, float[] vector, Payload payload)
      implements IndexChange {}

  /** Replaces the payload of a point whose vector is in the index already. */
  record PutPayload(int ordinal, PointId id, long version, Payload payload)
      implements IndexChange {}

  /** Deletes a point. Afterwards the ordinal may be given to another point. */
  record Delete(int ordinal, PointId id) implements IndexChange {}
}
