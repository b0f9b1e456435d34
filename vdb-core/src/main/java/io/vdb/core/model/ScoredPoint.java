package io.vdb.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A point that a search found.
 *
 * @param id identifier
 * @param version sequence number of the operation that last changed the point
 * @param score as the {@link Distance} of the searched vector defines it
 * @param payload as projected; absent when not asked for
 * @param vectors as projected and as stored; absent when not asked for
 * @param orderValue value that the point was ordered by, a {@link Long} or a {@link Double}; absent
 *     when it was not
 */
public record ScoredPoint(
    PointId id,
    long version,
    float score,
    @Nullable Payload payload,
    @Nullable NamedVectors vectors,
    @Nullable Number orderValue) {

  /** A point that no value ordered. */
  public ScoredPoint(
      PointId id,
      long version,
      float score,
      @Nullable Payload payload,
      @Nullable NamedVectors vectors) {
    this(id, version, score, payload, vectors, null);
  }

  /** Returns the default vector, dense; nothing when it is not there. */
  public float @Nullable [] vector() {
    return vectors == null ? null : vectors.dense(NamedVectors.DEFAULT);
  }
}
