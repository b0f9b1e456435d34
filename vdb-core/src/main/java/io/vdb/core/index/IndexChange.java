package io.vdb.core.index;

import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import java.util.Set;

/** One change of one point. Later changes of the same point replace earlier ones. */
public sealed interface IndexChange {

  /** Returns the ordinal of the point. */
  int ordinal();

  /** Returns the id of the point. */
  PointId id();

  /**
   * Puts a point with its vectors and payload, in place of what the ordinal had before.
   *
   * @param version sequence number of the operation that last changed the point
   * @param vectors any of those of the collection, possibly none; not to be changed; may be retained until it is on disk
   */
  record Put(int ordinal, PointId id, long version, NamedVectors vectors, Payload payload)
      implements IndexChange {

    /** Puts a point that has the default vector alone. */
    public Put(int ordinal, PointId id, long version, float[] vector, Payload payload) {
      this(ordinal, id, version, NamedVectors.of(vector), payload);
    }
  }

  /**
   * Replaces the payload of a point that is in the index already with its vectors.
   *
   * @param vectorNames of the vectors that it has
   */
  record PutPayload(
      int ordinal, PointId id, long version, Set<String> vectorNames, Payload payload)
      implements IndexChange {

    /** Replaces the payload of a point that has the default vector alone. */
    public PutPayload(int ordinal, PointId id, long version, Payload payload) {
      this(ordinal, id, version, Set.of(NamedVectors.DEFAULT), payload);
    }
  }

  /** Deletes a point. Afterwards the ordinal may be given to another point. */
  record Delete(int ordinal, PointId id) implements IndexChange {}
}
