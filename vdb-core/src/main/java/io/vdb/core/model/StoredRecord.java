package io.vdb.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A point as it is read back.
 *
 * @param id identifier
 * @param payload as projected; absent when not asked for
 * @param vectors as projected and as stored; absent when not asked for
 */
public record StoredRecord(
    PointId id, @Nullable Payload payload, @Nullable NamedVectors vectors) {

  /** Returns the default vector, dense; nothing when it is not there. */
  public float @Nullable [] vector() {
    return vectors == null ? null : vectors.dense(NamedVectors.DEFAULT);
  }
}
